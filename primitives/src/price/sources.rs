// SPDX-License-Identifier: Apache-2.0
//! Where a validator's node reads the price: HTTP services that answer in JSON.
//!
//! The node writes the list down, and the runtime's off-chain worker reads it. Both find it in the
//! persistent local storage of the node, which is no part of the chain's state.

use alloc::vec::Vec;
use codec::{Decode, Encode};
use core::{fmt, str::FromStr};
use frame_support::{traits::ConstU32, BoundedVec};

/// The key in the persistent local storage under which [`PriceSources::to_bytes`] lies. Without it,
/// no price is fed.
///
/// A node writes it below the prefix `sp_core::offchain::STORAGE_PREFIX`, as the SDK does.
pub const PRICE_SOURCES_STORAGE_KEY: &[u8] = b"joule::price-sources";

/// The most sources of a node.
pub const MAX_SOURCES: u32 = 8;
/// The most bytes of a URL.
pub const MAX_URL_BYTES: u32 = 512;
/// The most bytes of a pointer into an answer.
pub const MAX_POINTER_BYTES: u32 = 128;
/// How a list is stored, in the first byte.
const VERSION: u8 = 1;

/// A service that knows the price, and where in its answer it stands.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct PriceSource {
    url: BoundedVec<u8, ConstU32<MAX_URL_BYTES>>,
    pointer: BoundedVec<u8, ConstU32<MAX_POINTER_BYTES>>,
}

impl PriceSource {
    /// What is asked, by GET.
    #[must_use]
    pub fn url(&self) -> &str {
        core::str::from_utf8(&self.url).unwrap_or_default()
    }

    /// The name of the service, for people: without what may be a secret in the rest of the URL.
    #[must_use]
    pub fn host(&self) -> &str {
        let address = self.url().split_once("://").map_or("", |(_, address)| address);
        let authority = address.split(['/', '?']).next().unwrap_or_default();
        authority.rsplit('@').next().unwrap_or_default()
    }

    /// Where in the answer the price stands: a JSON pointer of RFC 6901, such as `/data/0/usd`.
    /// Empty if the whole answer is the price.
    #[must_use]
    pub fn pointer(&self) -> &str {
        core::str::from_utf8(&self.pointer).unwrap_or_default()
    }
}

impl FromStr for PriceSource {
    type Err = BadSource;

    /// Reads `URL#POINTER`. Without `#`, the whole answer is the price.
    fn from_str(text: &str) -> Result<Self, BadSource> {
        let (url, pointer) = text.split_once('#').unwrap_or((text, ""));
        let address = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
        let is_printable = url.bytes().all(|byte| byte.is_ascii_graphic());
        let has_host =
            address.is_some_and(|address| !address.is_empty() && address.starts_with(is_host));
        if !is_printable || !has_host {
            return Err(BadSource::Url);
        }
        let is_plain = pointer.chars().all(|character| !character.is_control());
        if !is_plain || !(pointer.is_empty() || pointer.starts_with('/')) {
            return Err(BadSource::Pointer);
        }
        Ok(Self {
            url: url.as_bytes().to_vec().try_into().map_err(|_| BadSource::Url)?,
            pointer: pointer.as_bytes().to_vec().try_into().map_err(|_| BadSource::Pointer)?,
        })
    }
}

impl fmt::Display for PriceSource {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.pointer() {
            "" => out.write_str(self.url()),
            pointer => write!(out, "{}#{pointer}", self.url()),
        }
    }
}

/// Whether the name of a host, or its address, may begin so.
fn is_host(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '['
}

/// All sources of a node: at least one, at most [`MAX_SOURCES`], none twice.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct PriceSources(BoundedVec<PriceSource, ConstU32<MAX_SOURCES>>);

impl PriceSources {
    /// These sources.
    ///
    /// # Errors
    /// If there are none or too many, or one is named twice.
    pub fn new(sources: Vec<PriceSource>) -> Result<Self, BadSource> {
        let is_twice = |(index, source): (usize, &PriceSource)| {
            sources.iter().skip(index.saturating_add(1)).any(|other| other.url == source.url)
        };
        if sources.is_empty() || sources.iter().enumerate().any(is_twice) {
            return Err(BadSource::Count);
        }
        sources.try_into().map(Self).map_err(|_| BadSource::Count)
    }

    /// The sources.
    #[must_use]
    pub fn as_slice(&self) -> &[PriceSource] {
        &self.0
    }

    /// How they lie in the local storage: a version, and their SCALE encoding.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        (VERSION, self).encode()
    }

    /// What lies in the local storage; `None` if it is of another version, is damaged, or would be
    /// refused.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (version, mut rest) = bytes.split_first()?;
        let sources = Self::decode(&mut rest).ok()?;
        let is_source = |source: &PriceSource| {
            let text = alloc::format!("{source}");
            text.parse::<PriceSource>().as_ref() == Ok(source)
        };
        let is_whole = *version == VERSION && rest.is_empty();
        let is_sound = is_whole && sources.0.iter().all(is_source);
        is_sound.then(|| Self::new(sources.0.into_inner()).ok()).flatten()
    }
}

/// Why a source cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadSource {
    /// The URL is not one of HTTP, or is too long.
    Url,
    /// The pointer does not begin with a slash, or is too long.
    Pointer,
    /// There are none, too many, or one is named twice.
    Count,
}

impl fmt::Display for BadSource {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Url => write!(
                out,
                "A price source must be an http:// or https:// URL of at most {MAX_URL_BYTES} \
                 printable characters.",
            ),
            Self::Pointer => write!(
                out,
                "What follows # in a price source must say where in the answer the price stands, \
                 such as #/data/0/usd: a JSON pointer of at most {MAX_POINTER_BYTES} bytes.",
            ),
            Self::Count => write!(
                out,
                "Name 1 to {MAX_SOURCES} price sources, each once: one that is asked twice counts \
                 double.",
            ),
        }
    }
}

impl core::error::Error for BadSource {}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::{format, string::ToString, vec};

    fn source(text: &str) -> PriceSource {
        text.parse().expect("it is a source")
    }

    #[test]
    fn a_source_is_a_url_and_a_place_in_its_answer() {
        let full = source("https://example.org/v1?coin=joule#/data/0/usd");
        assert_eq!(full.url(), "https://example.org/v1?coin=joule");
        assert_eq!(full.pointer(), "/data/0/usd");
        assert_eq!(full.to_string(), "https://example.org/v1?coin=joule#/data/0/usd");
        let bare = source("http://[::1]:80/price");
        assert_eq!((bare.url(), bare.pointer()), ("http://[::1]:80/price", ""));
        assert_eq!(bare.to_string(), "http://[::1]:80/price");
        assert_eq!((full.host(), bare.host()), ("example.org", "[::1]:80"));
        assert_eq!(source("https://me:secret@a.org?key=secret").host(), "a.org");
    }

    #[test]
    fn what_cannot_be_asked_is_no_source() {
        let long = format!("https://example.org/{}", "a".repeat(512));
        let url = ["", "example.org", "ftp://a", "https://", "http:///a", "http://a b", &long];
        for text in url {
            assert_eq!(text.parse::<PriceSource>(), Err(BadSource::Url), "{text}");
        }
        let long = format!("https://a#/{}", "a".repeat(128));
        for text in ["https://a#data.usd", "https://a#/x\n", &long] {
            assert_eq!(text.parse::<PriceSource>(), Err(BadSource::Pointer), "{text}");
        }
    }

    #[test]
    fn a_node_has_some_sources_each_once() {
        let numbered = |count: u32| {
            (0..count).map(|index| source(&format!("https://{index}.org#/p"))).collect::<Vec<_>>()
        };
        assert!(PriceSources::new(numbered(8)).is_ok());
        assert_eq!(PriceSources::new(numbered(9)), Err(BadSource::Count));
        assert_eq!(PriceSources::new(numbered(0)), Err(BadSource::Count));
        let twice = vec![source("https://a#/x"), source("https://b#/x"), source("https://a#/y")];
        assert_eq!(PriceSources::new(twice), Err(BadSource::Count));
    }

    #[test]
    fn node_and_runtime_agree_on_the_bytes() {
        let sources = PriceSources::new(vec![source("http://a#/x")]).expect("there is one");
        let bytes = sources.to_bytes();
        assert_eq!(bytes, b"\x01\x04\x20http://a\x08/x");
        assert_eq!(PriceSources::from_bytes(&bytes), Some(sources));
        let (cut, rest) = (bytes.get(..5).expect("long"), bytes.get(1..).expect("long"));
        let other_version = [&[2], rest].concat();
        let longer = [&bytes[..], &[0]].concat();
        let refused = b"\x01\x04\x20http:/.a\x08/x";
        let nothing = b"\x01\x00";
        for wrong in [cut, &[], &other_version, &longer, refused, nothing] {
            assert_eq!(PriceSources::from_bytes(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn a_refusal_says_what_to_do() {
        for (refusal, word) in
            [(BadSource::Url, "https://"), (BadSource::Pointer, "#/data"), (BadSource::Count, "8")]
        {
            assert!(refusal.to_string().contains(word), "{refusal}");
        }
    }
}
