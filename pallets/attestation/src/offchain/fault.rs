// SPDX-License-Identifier: Apache-2.0
//! What goes wrong when a node serves its devices, and what its operator can do.

use alloc::string::String;
use core::fmt;
use joule_pogw::Refusal;

/// What is wrong. Some faults come with what the agent itself says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Nothing answers.
    Unreachable,
    /// It did not answer in time.
    Slow,
    /// 401 or 403.
    Unauthorized(String),
    /// 404.
    NotFound(String),
    /// 409.
    Busy(String),
    /// 413 or 422.
    Invalid(String),
    /// 500 and above, or something that has failed.
    Failed(String),
    /// Any other status.
    Status(u16),
    /// The answer is no answer of an agent.
    Malformed,
    /// The answer is longer than any of an agent.
    TooLong,
    /// The answer is about something else than what was asked.
    WrongEcho,
    /// The opening does not prove what was committed to, and why not.
    ProvesNothing(Refusal),
    /// It is not the agent's.
    Own(OwnFault),
}

/// What is wrong with the node itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OwnFault {
    /// The chain has another commitment than the one that this node signed.
    KeyElsewhere,
    /// The keystore has more keys of devices than are served.
    TooManyKeys,
    /// The keystore does not sign.
    NotSigned,
    /// The storage of the node does not keep what must be kept before it is sent.
    NotKept,
    /// What was kept cannot be read.
    Unreadable,
    /// An opening is due, and the node was told of no agent.
    NoAgent,
    /// What the node was told of its agent cannot be read.
    NoEndpoint,
}

impl Fault {
    /// What an answer with this status says, if it is none of success.
    pub(crate) fn of_status(status: u16, message: String) -> Self {
        match status {
            401 | 403 => Self::Unauthorized(message),
            404 => Self::NotFound(message),
            409 => Self::Busy(message),
            413 | 422 => Self::Invalid(message),
            500.. => Self::Failed(message),
            _ => Self::Status(status),
        }
    }

    /// Whether all devices have it: then no other is asked for in this block.
    pub(crate) const fn is_general(&self) -> bool {
        matches!(self, Self::Unreachable | Self::Slow | Self::Unauthorized(_))
    }

    /// Whether it passes by itself: then it is asked again in the next block.
    pub(crate) const fn is_passing(&self) -> bool {
        matches!(self, Self::Busy(_))
    }

    /// A bit for each kind, by which it is known what was said.
    pub(crate) const fn bit(&self) -> u32 {
        match self {
            Self::Unreachable => 1,
            Self::Slow => 1 << 1,
            Self::Unauthorized(_) => 1 << 2,
            Self::NotFound(_) => 1 << 3,
            Self::Busy(_) => 1 << 4,
            Self::Invalid(_) => 1 << 5,
            Self::Failed(_) => 1 << 6,
            Self::Status(_) => 1 << 7,
            Self::Malformed => 1 << 8,
            Self::TooLong => 1 << 9,
            Self::WrongEcho => 1 << 10,
            Self::ProvesNothing(_) => 1 << 11,
            Self::Own(OwnFault::KeyElsewhere) => 1 << 12,
            Self::Own(OwnFault::TooManyKeys) => 1 << 13,
            Self::Own(OwnFault::NotSigned) => 1 << 14,
            Self::Own(OwnFault::NotKept) => 1 << 15,
            Self::Own(OwnFault::Unreadable) => 1 << 16,
            Self::Own(OwnFault::NoAgent) => 1 << 17,
            Self::Own(OwnFault::NoEndpoint) => 1 << 18,
        }
    }

    /// Whether a bond is at stake.
    pub(crate) const fn is_grave(&self) -> bool {
        matches!(
            self,
            Self::ProvesNothing(_)
                | Self::Own(OwnFault::KeyElsewhere | OwnFault::Unreadable | OwnFault::NoAgent)
        )
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (text, said) = match self {
            Self::Unreachable => (
                "The agent does not answer. Start joule-worker, or say where it listens by \
                 --worker-url.",
                None,
            ),
            Self::Slow => (
                "The agent did not answer in two seconds. See whether its machine is overloaded.",
                None,
            ),
            Self::Unauthorized(said) => (
                "The agent refuses this node. Give the node the agent's own token file by \
                 --worker-token-file, and start it again.",
                Some(said),
            ),
            Self::NotFound(said) => (
                "The agent does not know this device or challenge. Add the device's key to its \
                 configuration, and see whether it has lost its data directory.",
                Some(said),
            ),
            Self::Busy(said) => (
                "The device is busy. It is asked again after the next block; give it no other \
                 work if it misses challenges.",
                Some(said),
            ),
            Self::Invalid(said) => (
                "The agent refuses the challenge. Update joule-worker, and see what limits its \
                 configuration sets.",
                Some(said),
            ),
            Self::Failed(said) => (
                "The agent failed. Its own log says more, and so does `joule-worker doctor`.",
                Some(said),
            ),
            Self::Own(own) => return own.fmt(out),
            Self::Status(status) => {
                return write!(
                    out,
                    "The agent answers with the status {status}, which agents do not. See \
                     whether something else listens at --worker-url."
                )
            }
            Self::Malformed | Self::TooLong => (
                "The agent's answer makes no sense. Update joule-worker, and see whether \
                 something else listens at --worker-url.",
                None,
            ),
            Self::WrongEcho => (
                "The agent answers for another device or challenge. Nothing is signed. Update \
                 joule-worker, and remove the challenge from its data directory.",
                None,
            ),
            Self::ProvesNothing(why) => {
                return write!(
                    out,
                    "The agent's opening does not prove what was committed to, and is not sent. \
                     Without a right one the bond is slashed: see the agent's log, and whether \
                     the device computed elsewhere. {why}"
                )
            }
        };
        match said.filter(|said| !said.is_empty()) {
            Some(said) => write!(out, "{text} It says: {said:?}"),
            None => out.write_str(text),
        }
    }
}

impl fmt::Display for OwnFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::KeyElsewhere => {
                "The chain has another commitment of this device than the one that this node \
                 signed: another node has its key. Remove it from one of them. Two commitments in \
                 one challenge cost a tenth of the bond."
            }
            Self::TooManyKeys => {
                "The keystore has more keys of the type gpuw than one node serves, which is 64. \
                 Move the others to another node, and remove those that are not used."
            }
            Self::NotSigned => {
                "The keystore does not sign for this key. See whether its file is still there."
            }
            Self::NotKept => {
                "What was computed could not be kept yet. It is tried again after the next block; \
                 see whether the node's disk is full if that goes on."
            }
            Self::Unreadable => {
                "What was signed in this challenge cannot be read, and nothing else is signed in \
                 it. See whether the node's disk is damaged."
            }
            Self::NoAgent => {
                "An opening is due, and no agent is there to ask. Without an opening the bond is \
                 slashed: start the node with --worker-token-file."
            }
            Self::NoEndpoint => {
                "The address of the agent cannot be read. Start the node again with --worker-url \
                 and --worker-token-file."
            }
        })
    }
}

impl From<OwnFault> for Fault {
    fn from(own: OwnFault) -> Self {
        Self::Own(own)
    }
}
