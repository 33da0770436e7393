// SPDX-License-Identifier: Apache-2.0
//! The agent as it runs.

use std::{
    io::Write,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use tokio::{
    net::TcpListener,
    signal::unix::{signal, SignalKind},
    sync::watch,
};

use crate::{
    config::Config,
    engine::{self, Engine},
    jobs::Jobs,
    server::{self, App},
    token,
};

/// How long answers that are under way may take when the agent ends.
const ANSWERS_TIMEOUT: Duration = Duration::from_secs(3);

/// Runs the agent until it is asked to end: SIGTERM, or Ctrl-C.
///
/// # Errors
///
/// If it cannot start: why, and what to do.
pub fn run(config: &Config) -> Result<()> {
    engine::require_data_dir(&config.data_dir)?;
    let _only = lock_data_dir(config)?;
    let token = token::read_or_create(&config.token_file())?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .context("The system gives no threads.")?;
    let outcome = runtime.block_on(serve(config, token));
    // A round that is still being computed must not hold up the end.
    runtime.shutdown_timeout(Duration::from_secs(1));
    outcome
}

async fn serve(config: &Config, token: token::Token) -> Result<()> {
    // First, so that a taken port is found before the devices are tested.
    let listener = TcpListener::bind(config.listen).await.with_context(|| {
        format!(
            "The agent cannot listen on {}. Stop what listens there, or choose another port with \
             `listen` or --listen.",
            config.listen,
        )
    })?;
    let address = listener.local_addr().context("The socket has no address.")?;
    let mut ends = Ends::listen()?;
    let own = config.clone();
    let engine = tokio::select! {
        engine = tokio::task::spawn_blocking(move || Engine::start(&own)) => Arc::new(engine??),
        () = ends.wait() => {
            tracing::info!("The agent ends before its devices are tested.");
            return Ok(());
        }
    };
    let (end, ending) = watch::channel(false);
    let jobs = Arc::new(Jobs::open(config, Arc::clone(&engine), ending.clone())?);
    let own = Arc::clone(&engine);
    let begun = Instant::now();
    let app = Arc::new(App { engine: own, jobs: Arc::clone(&jobs), token, address, begun });
    say_address(address)?;
    let mut stopping = ending;
    let server = axum::serve(listener, server::router(app)).with_graceful_shutdown(async move {
        let _ = stopping.wait_for(|ends| *ends).await;
    });
    let server = tokio::spawn(async move { server.await });
    ends.wait().await;
    tracing::info!("The agent ends. What was computed is kept.");
    end.send_replace(true);
    let timeout = Duration::from_secs(config.shutdown_timeout_s.into());
    tokio::task::spawn_blocking(move || engine.stop(timeout)).await?;
    jobs.settle(ANSWERS_TIMEOUT).await;
    if tokio::time::timeout(ANSWERS_TIMEOUT, server).await.is_err() {
        tracing::debug!("Some connections were still open.");
    }
    tracing::info!("The agent has ended.");
    Ok(())
}

/// Standard output has one line: where the API is.
fn say_address(address: std::net::SocketAddr) -> Result<()> {
    tracing::info!("Listening on http://{address}.");
    let mut out = std::io::stdout().lock();
    writeln!(out, "http://{address}").and_then(|()| out.flush()).or_else(|error| {
        // Nobody need read it.
        tracing::debug!("Standard output is closed: {error}");
        Ok(())
    })
}

/// Two agents with one data directory would overwrite each other's rounds.
fn lock_data_dir(config: &Config) -> Result<std::fs::File> {
    let path = config.data_dir.join("lock");
    let file = std::fs::File::options()
        .create(true)
        .write(true)
        .truncate(false)
        .open(&path)
        .with_context(|| format!("{} cannot be opened.", path.display()))?;
    file.try_lock().map_err(|error| match error {
        std::fs::TryLockError::WouldBlock => anyhow::anyhow!(
            "Another agent uses the data directory {}. Stop it, or choose another with `data_dir` \
             or --data-dir.",
            config.data_dir.display(),
        ),
        std::fs::TryLockError::Error(error) => {
            anyhow::Error::new(error).context(format!("{} cannot be locked.", path.display()))
        }
    })?;
    Ok(file)
}

/// The signals that end the agent.
struct Ends {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
}

impl Ends {
    fn listen() -> Result<Self> {
        let listen = |kind| signal(kind).context("Signals cannot be caught.");
        let terminate = listen(SignalKind::terminate())?;
        Ok(Self { terminate, interrupt: listen(SignalKind::interrupt())? })
    }

    async fn wait(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}
