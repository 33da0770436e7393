// SPDX-License-Identifier: Apache-2.0
//! Who may use the API, and what becomes of requests that make no sense.

mod common;

use std::{
    fs,
    os::unix::fs::{MetadataExt, PermissionsExt},
};

use common::{path, start, Home, CHALLENGE, DEVICE};
use serde_json::json;

#[test]
fn without_the_token_nothing_is_answered() {
    let home = Home::new();
    let agent = home.start();
    let wrong = "0".repeat(64);
    for headers in [
        String::new(),
        "Authorization: Bearer \r\n".into(),
        format!("Authorization: Bearer {wrong}\r\n"),
        format!("Authorization: Bearer {}0\r\n", agent.token),
        format!("Authorization: Basic {}\r\n", agent.token),
    ] {
        for (method, path) in [
            ("GET", "/v1/health"),
            ("GET", "/v1/devices"),
            ("POST", "/v1/jobs"),
            ("GET", "/nowhere"),
        ] {
            let answer = agent.with_headers(method, path, &headers, b"");
            assert_eq!((answer.status, answer.code()), (401, "token"), "{headers} {path}");
        }
    }
    assert_eq!(agent.get("/v1/health").status, 200);
    assert!(!home.log().contains(&agent.token));
}

#[test]
fn other_hosts_and_web_pages_are_refused_even_with_the_token() {
    let home = Home::new();
    let agent = home.start();
    let token = &agent.token;
    let port = agent.address.port();
    for host in ["example.org", &format!("example.org:{port}"), "127.0.0.1", "", "127.0.0.1:1"] {
        let headers = format!("Host: {host}\r\nAuthorization: Bearer {token}\r\n");
        let answer = agent.with_headers("GET", "/v1/health", &headers, b"");
        assert_eq!((answer.status, answer.code()), (403, "host"), "{host}");
    }
    let headers = format!("Origin: http://example.org\r\nAuthorization: Bearer {token}\r\n");
    let answer = agent.with_headers("GET", "/v1/health", &headers, b"");
    assert_eq!((answer.status, answer.code()), (403, "origin"));
    let headers = format!("Host: localhost:{port}\r\nAuthorization: Bearer {token}\r\n");
    assert_eq!(agent.with_headers("GET", "/v1/health", &headers, b"").status, 200);
    // HTTP/1.0 need not name a host. Here it must.
    let request = format!("GET /v1/health HTTP/1.0\r\nAuthorization: Bearer {token}\r\n\r\n");
    assert_eq!(agent.raw(request.as_bytes()).0, 403);
}

#[test]
fn the_agent_listens_on_loopback_only() {
    let home = Home::new();
    for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:80"] {
        let output = home.command("run").args(["--listen", address]).output();
        let output = output.expect("the program starts");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success());
        assert!(said.contains("loopback only"), "{said}");
    }
}

#[test]
fn a_taken_port_and_a_taken_data_directory_are_named() {
    let home = Home::new();
    let agent = home.start();
    let run = |home: &Home| {
        let listen = agent.address.to_string();
        let output = home.command("run").args(["--listen", &listen]).output();
        let output = output.expect("the program starts");
        assert!(!output.status.success());
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    let said = run(&home);
    assert!(said.contains("Another agent uses the data directory"), "{said}");
    let said = run(&Home::new());
    assert!(said.contains("cannot listen on") && said.contains("--listen"), "{said}");
}

#[test]
fn a_token_file_is_made_for_its_owner_and_a_looser_one_is_refused() {
    let home = Home::new();
    let first = home.start();
    let token = first.token.clone();
    assert!(first.stop().success());
    let file = home.path().join("data/token");
    assert_eq!(fs::metadata(&file).expect("it was made").mode() & 0o777, 0o600);
    assert_eq!(home.start().token, token);

    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).expect("it is ours");
    let output = home.command("run").args(["--listen", "127.0.0.1:0"]).output();
    let output = output.expect("the program starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success());
    assert!(said.contains("0640") && said.contains("chmod 600"), "{said}");
}

#[test]
fn bodies_that_make_no_sense_are_refused_in_a_sentence() {
    let home = Home::new();
    let agent = home.start();
    let path = path(CHALLENGE, DEVICE);
    for body in [
        &b""[..],
        b"{",
        b"[]",
        b"null",
        b"\xFF\xFE\x00",
        b"{}",
        br#"{"log2_size":6,"samples":4}"#,
        br#"{"log2_size":6,"samples":4,"work_ms":1000}"#,
        br#"{"log2_size":6,"samples":4,"work_ms":"-1"}"#,
        br#"{"log2_size":6,"samples":4,"work_ms":"1","deadline_ms":"1"}"#,
        br#"{"log2_size":2,"samples":4,"work_ms":"1000"}"#,
        br#"{"log2_size":17,"samples":4,"work_ms":"1000"}"#,
        br#"{"log2_size":15,"samples":4,"work_ms":"1000"}"#,
        br#"{"log2_size":300,"samples":4,"work_ms":"1000"}"#,
        br#"{"log2_size":6,"samples":0,"work_ms":"1000"}"#,
        br#"{"log2_size":6,"samples":65,"work_ms":"1000"}"#,
        br#"{"log2_size":6,"samples":4,"work_ms":"0"}"#,
        br#"{"log2_size":6,"samples":4,"work_ms":"3700000"}"#,
        br#"{"log2_size":6,"samples":4,"deadline_ms":"1000"}"#,
        br#"{"log2_size":6,"samples":4,"work_ms":"1000","more":1}"#,
    ] {
        let answer = agent.send("PUT", &path, body);
        let text = String::from_utf8_lossy(body);
        assert_eq!((answer.status, answer.code()), (422, "invalid"), "{text}");
    }
    let deep = "[".repeat(10_000);
    assert_eq!(agent.send("PUT", &path, deep.as_bytes()).status, 422);
    assert_eq!(agent.get(&path).status, 404);
    assert_eq!(agent.get("/v1/health").status, 200);
}

#[test]
fn huge_bodies_are_refused_before_they_are_read() {
    let home = Home::new();
    let agent = home.start();
    let path = path(CHALLENGE, DEVICE);
    let huge = vec![b'a'; 64 << 10];
    assert_eq!(agent.send("PUT", &path, &huge).status, 413);
    // It says that a terabyte will come.
    let request = format!(
        "POST /v1/jobs HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\nConnection: close\r\n\
         Content-Length: 1099511627776\r\n\r\n{{",
        agent.address, agent.token,
    );
    assert_eq!(agent.raw(request.as_bytes()).0, 413);
    assert_eq!(agent.get("/v1/health").status, 200);
}

#[test]
fn paths_and_methods_that_do_not_exist_are_refused() {
    let home = Home::new();
    let agent = home.start();
    let challenge = format!("0x{}", "c1".repeat(32));
    for path in ["/", "/v1", "/v2/health", "/v1/challenges", "/v1/jobs/1", "/v1/health/.."] {
        assert_eq!(agent.get(path).status, 404, "{path}");
    }
    for device in ["0xd1", "d1", &"d1".repeat(32), &format!("0x{}", "d1".repeat(33)), "%00"] {
        let answer = agent.put(&format!("/v1/challenges/{challenge}/{device}"), &start(1_000));
        assert_eq!(answer.status, 422, "{device}");
    }
    for path in ["/v1/jobs/a/0", "/v1/jobs/-1/0", "/v1/jobs/1/4294967296", "/v1/jobs/1/x"] {
        assert_eq!(agent.get(path).status, 422, "{path}");
    }
    assert_eq!(agent.send("DELETE", "/v1/health", b"").status, 405);
    assert_eq!(agent.send("PATCH", &path(CHALLENGE, DEVICE), b"").status, 405);
    assert_eq!(agent.raw(b"\x16\x03\x01\x02\x00garbage\r\n\r\n").0, 400);
    assert_eq!(agent.get("/v1/health").status, 200);
}

#[test]
fn devices_are_listed_and_unknown_ones_are_not_found() {
    let key = |byte: u8| format!("0x{}", hex::encode([byte; 32]));
    let device =
        |byte| format!("[[devices]]\nbackend = \"cpu\"\nthreads = 1\nkey = \"{}\"\n", key(byte));
    let home = Home::with(&[device(1), device(2)].concat());
    let agent = home.start();
    let listed = agent.get("/v1/devices");
    let devices = listed.body["devices"].as_array().expect("it is a list").clone();
    assert_eq!(devices.len(), 2);
    assert_eq!(devices[1]["key"], json!(key(2)));
    assert_eq!(devices[1]["state"], json!("idle"));
    assert_eq!(devices[1]["is_software"], json!(true));
    // What an owner may tell the chain of the device, if the system knows it.
    assert!(devices[1]["vendor"].is_string() || devices[1]["vendor"].is_null());
    assert!(devices[1]["memory_mib"].as_u64().is_none_or(|mib| mib > 0));
    let health = agent.get("/v1/health");
    assert_eq!((health.text("status"), health.text("protocol")), ("ok", "PoGW/1"));

    let answer = agent.put(&path(CHALLENGE, [3; 32]), &start(1_000));
    assert_eq!((answer.status, answer.code()), (404, "not_found"));
    // Two devices work side by side.
    assert_eq!(agent.put(&path(CHALLENGE, [1; 32]), &start(5_000)).status, 202);
    assert_eq!(agent.put(&path(CHALLENGE, [2; 32]), &start(5_000)).status, 202);
    assert_eq!(agent.get("/v1/devices").body["devices"][0]["state"], json!("challenge"));
}
