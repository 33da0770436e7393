// SPDX-License-Identifier: Apache-2.0
//! Who may use the API: programs of this machine that know the token, and no web pages.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::{
    extract::{Request, State},
    http::{header, HeaderMap, StatusCode},
    middleware::Next,
};

use super::{
    answers::{error, Answer},
    App, MAX_JOB_BODY_BYTES,
};

/// How long a request may take. What takes longer is asked for again.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Lets a request pass, or refuses it.
pub async fn guard(State(app): State<Arc<App>>, request: Request, next: Next) -> Answer {
    let headers = request.headers();
    if !is_host(headers, app.address) {
        // A web page may let the name of its own server stand for this machine.
        return error(
            StatusCode::FORBIDDEN,
            "host",
            "The header `Host` must name the agent's own address, such as 127.0.0.1:9955.",
        );
    }
    if headers.contains_key(header::ORIGIN) {
        return error(StatusCode::FORBIDDEN, "origin", "Web pages may not use this API.");
    }
    if !shown(headers).is_some_and(|shown| app.token.is(shown)) {
        tracing::warn!("{} {} without the token.", request.method(), request.uri().path());
        return error(
            StatusCode::UNAUTHORIZED,
            "token",
            "Show the token of the agent's token file: `Authorization: Bearer …`.",
        );
    }
    if announced_bytes(headers) > MAX_JOB_BODY_BYTES {
        return error(StatusCode::PAYLOAD_TOO_LARGE, "too_large", "The body is too large.");
    }
    match tokio::time::timeout(TIMEOUT, next.run(request)).await {
        Ok(answer) => answer,
        Err(_) => error(StatusCode::REQUEST_TIMEOUT, "timeout", "The body did not come in time."),
    }
}

/// How long the body will be, as far as the caller says.
fn announced_bytes(headers: &HeaderMap) -> usize {
    let length = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    length.map_or(0, |length| length.parse().unwrap_or(usize::MAX))
}

/// Whether there is exactly one host, and it is this agent.
fn is_host(headers: &HeaderMap, address: SocketAddr) -> bool {
    let mut hosts = headers.get_all(header::HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else { return false };
    let port = address.port();
    let is_own = |name: &str| {
        let with_port = format!("{name}:{port}");
        host.as_bytes().eq_ignore_ascii_case(with_port.as_bytes())
    };
    ["127.0.0.1", "localhost", "[::1]"].into_iter().any(is_own)
        || host.as_bytes() == address.to_string().as_bytes()
}

/// The token that is shown.
fn shown(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(hosts: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for host in hosts {
            headers.append(header::HOST, host.parse().expect("it is a value"));
        }
        headers
    }

    #[test]
    fn only_the_own_address_is_a_host() {
        let address = SocketAddr::from(([127, 0, 0, 1], 9955));
        for host in ["127.0.0.1:9955", "localhost:9955", "LocalHost:9955", "[::1]:9955"] {
            assert!(is_host(&headers(&[host]), address), "{host}");
        }
        for host in
            ["", "127.0.0.1", "127.0.0.1:80", "example.org:9955", "127.0.0.1:9955.example.org"]
        {
            assert!(!is_host(&headers(&[host]), address), "{host}");
        }
        assert!(!is_host(&headers(&[]), address));
        assert!(!is_host(&headers(&["127.0.0.1:9955", "example.org"]), address));
    }

    #[test]
    fn the_token_is_shown_as_a_bearer_token() {
        let with = |value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::AUTHORIZATION, value.parse().expect("it is a value"));
            shown(&headers).map(str::to_owned)
        };
        assert_eq!(with("Bearer abc").as_deref(), Some("abc"));
        assert_eq!(with("bearer  abc").as_deref(), Some("abc"));
        assert_eq!(with("Basic abc"), None);
        assert_eq!(with("abc"), None);
    }
}
