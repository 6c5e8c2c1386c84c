//! JSON, CBOR and postcard of any kind: what is accepted comes back as it was, and memory is bounded.

use std::fmt::Debug;

use bmp_codec::Encode;
use bmp_codec::bgp::attribute::PathAttributes;
use bmp_codec::bgp::nlri::RouteKey;
use bmp_codec::bgp::{self, Open, Session, Update};
use bmp_codec::bmp::{self, PeerTable, v4};
use bmp_codec::openbmp::OpenBmp;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::limits::{PEER, TABLE, TEXT, within};
use crate::support::walk::{Walk, print};

/// A format: how it is read, and what it makes of a value.
trait Format {
    fn read<T: DeserializeOwned>(octets: &[u8]) -> Option<T>;
    fn write<T: Serialize>(value: &T) -> Vec<u8>;
}

struct Json;

impl Format for Json {
    fn read<T: DeserializeOwned>(octets: &[u8]) -> Option<T> {
        serde_json::from_slice(octets).ok()
    }

    fn write<T: Serialize>(value: &T) -> Vec<u8> {
        serde_json::to_vec(value).unwrap()
    }
}

struct Cbor;

impl Format for Cbor {
    fn read<T: DeserializeOwned>(octets: &[u8]) -> Option<T> {
        ciborium::from_reader(octets).ok()
    }

    fn write<T: Serialize>(value: &T) -> Vec<u8> {
        let mut octets = Vec::new();
        ciborium::into_writer(value, &mut octets).unwrap();
        octets
    }
}

struct Postcard;

impl Format for Postcard {
    fn read<T: DeserializeOwned>(octets: &[u8]) -> Option<T> {
        postcard::from_bytes(octets).ok()
    }

    fn write<T: Serialize>(value: &T) -> Vec<u8> {
        postcard::to_allocvec(value).unwrap()
    }
}

/// The first byte says the type, the rest is JSON.
pub fn json(input: &[u8]) {
    judge::<Json>(input);
}

/// The same in CBOR.
pub fn cbor(input: &[u8]) {
    judge::<Cbor>(input);
}

/// The same in postcard.
pub fn postcard(input: &[u8]) {
    judge::<Postcard>(input);
}

fn judge<F: Format>(input: &[u8]) {
    let Some((place, octets)) = input.split_first() else {
        return;
    };
    match place % 9 {
        0 => {
            if let Some(message) = value::<F, bmp::Message>(octets) {
                Walk::default().bmp(&message.view());
                let _ = message.to_vec();
            }
        }
        1 => {
            if let Some(update) = value::<F, Update>(octets) {
                Walk::default().update(&update.view());
                let _ = update.to_vec();
            }
        }
        2 => {
            if let Some(open) = value::<F, Open>(octets) {
                Walk::default().open(&open.view());
                let _ = open.to_vec();
            }
        }
        3 => {
            if let Some(message) = value::<F, bgp::Message>(octets) {
                Walk::default().bgp(&message.view());
                let _ = message.to_vec();
            }
        }
        4 => {
            if let Some(attributes) = value::<F, PathAttributes>(octets) {
                let _ = attributes.to_vec();
            }
        }
        5 => {
            value::<F, OpenBmp>(octets).map(|message| message.to_vec());
        }
        6 => {
            value::<F, v4::Message>(octets).map(|message| message.to_vec());
        }
        7 => {
            value::<F, RouteKey>(octets).map(|key| key.to_string());
            value::<F, Session>(octets);
        }
        _ => {
            // A table is not compared: its text has the order of a map. It has room for peers before it knows any.
            let _ = within(TABLE + PEER * octets.len(), || F::read::<PeerTable>(octets));
        }
    }
}

/// Reads a value, which has to come back as it is.
fn value<F: Format, T>(octets: &[u8]) -> Option<T>
where
    T: Serialize + DeserializeOwned + PartialEq + Debug,
{
    let value: T = within(TEXT * octets.len() + 4096, || F::read(octets))?;
    print(&value);
    let written = F::write(&value);
    let again: Option<T> = F::read(&written);
    assert_eq!(again.as_ref(), Some(&value));
    Some(value)
}
