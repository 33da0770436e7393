// SPDX-License-Identifier: Apache-2.0
//! The program's other commands.

mod common;

use std::{
    fs,
    io::{Read, Write},
    net::TcpListener,
    os::unix::fs::PermissionsExt,
    process::Output,
    thread,
};

use common::Home;

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Something that answers as a node does, to two requests.
fn node() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("some port is free");
    let address = listener.local_addr().expect("it is bound").to_string();
    thread::spawn(move || {
        for stream in listener.incoming().take(2) {
            let mut stream = stream.expect("somebody connects");
            let (mut request, mut buffer) = (String::new(), [0; 2_048]);
            while !request.ends_with('}') {
                let count = stream.read(&mut buffer).expect("it can be read");
                request += &String::from_utf8_lossy(&buffer[..count]);
            }
            let result = if request.contains("system_chain") {
                "\"Joule Development\""
            } else {
                "{\"peers\":3,\"isSyncing\":false}"
            };
            let body = format!("{{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{result}}}");
            let head = format!("HTTP/1.0 200 OK\r\nContent-Length: {}\r\n\r\n", body.len());
            stream.write_all((head + &body).as_bytes()).expect("it can be written");
        }
    });
    address
}

#[test]
fn the_doctor_finds_nothing_where_all_is_well() {
    let home = Home::new();
    let node = node();
    let mut command = home.command("doctor");
    command.args(["--node", &node, "--listen", "127.0.0.1:0"]);
    let output = command.output().expect("the program starts");
    let said = said(&output);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.contains("Joule Development, 3 peers, up to date"), "{said}");
    assert!(said.contains("device cpu: processor"), "{said}");
    assert!(said.contains("computes as it should"), "{said}");
    assert!(!said.contains("FAIL"), "{said}");
}

#[test]
fn the_doctor_says_what_is_wrong_and_what_to_do() {
    let home = Home::with_commands(
        "[[commands]]\nname = \"gone\"\nprogram = \"/nowhere/x\"\ntime_limit_s = 1\n",
    );
    let data = home.path().join("data");
    fs::create_dir(&data).expect("the folder is writable");
    let token = data.join("token");
    fs::write(&token, "a".repeat(64)).expect("the folder is writable");
    fs::set_permissions(&token, fs::Permissions::from_mode(0o644)).expect("it is ours");
    let output = home.command("doctor").args(["--node", "127.0.0.1:1"]).output();
    let output = output.expect("the program starts");
    let said = said(&output);
    assert!(!output.status.success(), "{said}");
    assert!(said.contains("FAIL  token file") && said.contains("chmod 600"), "{said}");
    assert!(said.contains("FAIL  node") && said.contains("Start it, or set `node`"), "{said}");
    assert!(said.contains("FAIL  command gone"), "{said}");
    assert!(String::from_utf8_lossy(&output.stderr).contains("3 checks have failed"));
}

#[test]
fn a_misspelt_configuration_is_refused_with_its_line() {
    let home = Home::with("lissten = \"127.0.0.1:1\"\n");
    let output = home.command("run").output().expect("the program starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success());
    assert!(said.contains("config.toml") && said.contains("lissten"), "{said}");
}

#[test]
fn the_bench_writes_a_table() {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_joule-worker"));
    command.args(["bench", "--device", "cpu", "--log2-size", "6,7", "--seconds", "0"]);
    let output = command.output().expect("the program starts");
    let said = said(&output);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines = said.lines().collect::<Vec<_>>();
    assert_eq!(lines.len(), 3, "{said}");
    assert!(lines[1].starts_with("cpu") && lines[1].contains(" 64 "), "{said}");
}

#[test]
fn the_doctor_says_whether_cuda_can_be_used_and_what_to_do() {
    let home = Home::with("[[devices]]\nbackend = \"cuda\"\n");
    let output = home.command("doctor").output().expect("the program starts");
    let said = said(&output);
    let line = |start: &str| said.lines().find(|line| line.contains(start)).map(str::to_owned);
    let cuda = line("cuda: ").unwrap_or_else(|| panic!("nothing about CUDA in {said}"));
    let device = line("configured device 0").unwrap_or_else(|| panic!("no device in {said}"));
    if cuda.starts_with("ok") {
        return;
    }
    let reason = cuda.strip_prefix("note  cuda: ").unwrap_or_else(|| panic!("{cuda}"));
    assert!(reason.contains("Install") || reason.contains("Build it") || reason.contains("Update"));
    assert!(device.starts_with("FAIL") && device.contains(reason), "{device}");
    // Nor does the agent run without the device that it is to use.
    let output = home.command("run").args(["--listen", "127.0.0.1:0"]).output();
    let output = output.expect("the program starts");
    assert!(!output.status.success());
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(complaint.contains(reason) && !complaint.contains("panicked"), "{complaint}");
}
