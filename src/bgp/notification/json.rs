//! NOTIFICATION in serde: the name of the subcode and the decoded data in JSON.
//!
//! Binary formats get code, subcode and bytes.

use core::fmt;

use alloc::string::String;
use alloc::vec::Vec;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde::ser::{SerializeStruct, Serializer};
use serde::{Deserialize, Serialize};

use crate::bgp::NotificationCode;
use crate::bgp::notification::{Notification, NotificationData, ShutdownCommunication};
use crate::wire::serde::{PutBack, build};
use crate::wire::{Encode, Octets};

/// The name of the variant that contains a NOTIFICATION.
const HARD_RESET: &str = "hard_reset";

impl<B: AsRef<[u8]>> Serialize for Notification<B> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        write(self, false, serializer)
    }
}

impl<'de, B: AsRef<[u8]> + Deserialize<'de>> Deserialize<'de> for Notification<B> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read::<false, D, B>(deserializer)
    }
}

/// Serializes the reason of a Hard Reset.
pub(super) mod reason {
    use super::*;

    pub(crate) fn serialize<B: AsRef<[u8]>, S: Serializer>(
        reason: &Notification<B>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        write(reason, true, serializer)
    }

    pub(crate) fn deserialize<'de, B, D>(deserializer: D) -> Result<Notification<B>, D::Error>
    where
        B: AsRef<[u8]> + Deserialize<'de>,
        D: Deserializer<'de>,
    {
        read::<true, D, B>(deserializer)
    }
}

/// Serializes a NOTIFICATION. If a reason is a Hard Reset itself, its data stays in bytes; this bounds the depth.
fn write<B: AsRef<[u8]>, S: Serializer>(
    notification: &Notification<B>,
    is_reason: bool,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let Notification {
        code,
        subcode,
        data,
    } = notification;
    if !serializer.is_human_readable() {
        return (code, subcode, data).serialize(serializer);
    }
    let mut fields = serializer.serialize_struct("Notification", 3)?;
    fields.serialize_field("code", code)?;
    match notification.subcode_name() {
        Some(name) => fields.serialize_field("subcode", name)?,
        None => fields.serialize_field("subcode", subcode)?,
    }
    match notification.details() {
        Err(_) | Ok(NotificationData::Empty | NotificationData::Octets(_)) => {
            fields.serialize_field("data", data)?;
        }
        Ok(NotificationData::HardReset(_)) if is_reason => fields.serialize_field("data", data)?,
        Ok(details) => fields.serialize_field("data", &details)?,
    }
    fields.end()
}

fn read<'de, const IS_REASON: bool, D, B>(deserializer: D) -> Result<Notification<B>, D::Error>
where
    D: Deserializer<'de>,
    B: AsRef<[u8]> + Deserialize<'de>,
{
    if !deserializer.is_human_readable() {
        let (code, subcode, data) = Deserialize::deserialize(deserializer)?;
        return Ok(Notification {
            code,
            subcode,
            data,
        });
    }
    let fields = Fields::<IS_REASON>::deserialize(deserializer)?;
    let subcode = match fields.subcode {
        Subcode::Number(number) => number,
        Subcode::Name(name) => (0..=u8::MAX)
            .find(|number| fields.code.subcode_name(*number) == Some(&name))
            .ok_or_else(|| {
                D::Error::custom(format_args!("{} has no subcode {name:?}", fields.code))
            })?,
    };
    Ok(Notification {
        code: fields.code,
        subcode,
        data: Octets(build(fields.data.0)?),
    })
}

#[derive(Deserialize)]
struct Fields<const IS_REASON: bool> {
    code: NotificationCode,
    subcode: Subcode,
    data: Data<IS_REASON>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Subcode {
    Number(u8),
    Name(String),
}

/// The bytes of the data: given in hexadecimal, or encoded from the decoded form.
struct Data<const IS_REASON: bool>(Vec<u8>);

impl<'de, const IS_REASON: bool> Deserialize<'de> for Data<IS_REASON> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer
            .deserialize_any(DataVisitor::<IS_REASON>)
            .map(Data)
    }
}

struct DataVisitor<const IS_REASON: bool>;

impl<'de, const IS_REASON: bool> Visitor<'de> for DataVisitor<IS_REASON> {
    type Value = Vec<u8>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("bytes in hexadecimal, or the decoded data of a NOTIFICATION")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Vec<u8>, E> {
        text.parse()
            .map(|Octets(octets)| octets)
            .map_err(|error| E::custom(format_args!("{text:?} is {error}")))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Vec<u8>, A::Error> {
        let key: Option<String> = map.next_key()?;
        if IS_REASON && key.as_deref() == Some(HARD_RESET) {
            return Err(A::Error::custom(
                "a Hard Reset inside a Hard Reset has octets as data",
            ));
        }
        let deserializer = MapAccessDeserializer::new(PutBack { key, map });
        let data = NotificationData::<Vec<u8>>::deserialize(deserializer)?;
        data.to_vec().map_err(A::Error::custom)
    }
}

/// A communication in JSON: text, or an object with its bytes if these are not UTF-8.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Communication<T, O> {
    Text(T),
    Malformed { malformed: O },
}

impl<B: AsRef<[u8]>> Serialize for ShutdownCommunication<B> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !serializer.is_human_readable() {
            return self.0.serialize(serializer);
        }
        match self.as_str() {
            Some(text) => Communication::Text(text),
            None => Communication::Malformed { malformed: &self.0 },
        }
        .serialize(serializer)
    }
}

impl<'de, B: AsRef<[u8]> + Deserialize<'de>> Deserialize<'de> for ShutdownCommunication<B> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if !deserializer.is_human_readable() {
            return Octets::deserialize(deserializer).map(ShutdownCommunication);
        }
        let octets = match Communication::<String, Octets>::deserialize(deserializer)? {
            Communication::Text(text) => text.into_bytes(),
            Communication::Malformed { malformed } => malformed.0,
        };
        build(octets).map(|octets| ShutdownCommunication(Octets(octets)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testkit::cases;

    #[test]
    fn as_json() {
        let bye = Notification::administrative_shutdown("bye").unwrap();
        let expired = Notification::new(NotificationCode::HoldTimerExpired, 0);
        // The last two: data that does not match its layout, and data without a layout.
        cases! { Notification<&[u8]>;
            "06 02 03 627965" is bye
                => _ => r#"{"code":"Cease","subcode":"Administrative Shutdown","data":{"communication":"bye"}}"#,
            "04 00" is expired => _ => r#"{"code":"Hold Timer Expired","subcode":0,"data":""}"#,
            "06 02 0901" => _ => r#"{"code":"Cease","subcode":"Administrative Shutdown","data":"0901"}"#,
            "63 07 01" => _ => r#"{"code":99,"subcode":7,"data":"01"}"#,
        }
    }

    #[cfg(feature = "serde")]
    #[test]
    fn json_that_says_no_notification() {
        for (text, error) in [
            (
                r#"{"code":"Cease","subcode":"Bad Peer AS","data":""}"#,
                "Cease has no subcode \"Bad Peer AS\"",
            ),
            (
                r#"{"code":"Cease","subcode":2,"data":"0"}"#,
                "\"0\" is not hexadecimal",
            ),
            (
                r#"{"code":6,"subcode":9,"data":{"hard_reset":{"code":6,"subcode":9,"data":{"hard_reset":{}}}}}"#,
                "a Hard Reset inside a Hard Reset has octets as data",
            ),
        ] {
            let read = serde_json::from_str::<Notification>(text);
            let read = read.unwrap_err().to_string();
            assert!(read.starts_with(error), "{read}");
        }
        let long = format!(
            r#"{{"code":"Cease","subcode":2,"data":{{"communication":"{}"}}}}"#,
            "x".repeat(256)
        );
        let read = serde_json::from_str::<Notification>(&long).unwrap_err();
        assert!(read.to_string().contains("256 bytes"), "{read}");
        // Numbers mean the same as names.
        let text = r#"{"code":6,"subcode":2,"data":"03627965"}"#;
        let read: Notification = serde_json::from_str(text).unwrap();
        assert_eq!(read, Notification::administrative_shutdown("bye").unwrap());
    }
}
