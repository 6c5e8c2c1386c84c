//! A [`Session`] in serde: named fields in human-readable formats, one word in binary ones.

use serde::de::{Error, Unexpected};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{ALL, AsnWidth, Basis, FamilySet, Session};

#[derive(Default, Serialize, Deserialize)]
#[serde(rename = "Session", default)]
struct Fields {
    basis: Basis,
    asn_width: AsnWidth,
    add_path: FamilySet,
    multiple_labels: FamilySet,
    #[serde(skip_serializing_if = "is_false")]
    asn_width_contradicted: bool,
    #[serde(skip_serializing_if = "is_false")]
    withdrawn_stacks: bool,
}

fn is_false(value: &bool) -> bool {
    !value
}

impl Serialize for Session {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !serializer.is_human_readable() {
            return self.0.serialize(serializer);
        }
        let fields = Fields {
            basis: self.basis(),
            asn_width: self.asn_width(),
            add_path: self.add_path(),
            multiple_labels: self.multiple_labels(),
            asn_width_contradicted: self.is_asn_width_contradicted(),
            withdrawn_stacks: self.has_withdrawn_stacks(),
        };
        fields.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Session {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Session, D::Error> {
        if !deserializer.is_human_readable() {
            let word = u64::deserialize(deserializer)?;
            return match word & !ALL {
                0 => Ok(Session(word)),
                _ => Err(D::Error::invalid_value(
                    Unexpected::Unsigned(word),
                    &"the word of a session",
                )),
            };
        }
        let fields = Fields::deserialize(deserializer)?;
        let session = if fields.asn_width_contradicted {
            Session::default().with_contradicted_asn_width(fields.asn_width)
        } else {
            Session::default().with_asn_width(fields.asn_width)
        };
        Ok(session
            .with_basis(fields.basis)
            .with_add_path(fields.add_path)
            .with_multiple_labels(fields.multiple_labels)
            .with_withdrawn_stacks(fields.withdrawn_stacks))
    }
}

#[cfg(test)]
mod tests {
    use crate::bgp::Session;
    use crate::testkit::hex;

    #[test]
    fn words_with_bits_of_no_session() {
        // Variable-length integers: bit 57 says that attributes are inside an ATTR_SET.
        for refused in ["808080808080808002", "80808080808080808001"] {
            assert!(
                postcard::from_bytes::<Session>(&hex(refused)).is_err(),
                "{refused}"
            );
        }
        // Bit 56: what was negotiated.
        let negotiated = hex("808080808080808001");
        assert!(postcard::from_bytes::<Session>(&negotiated).is_ok());
    }
}
