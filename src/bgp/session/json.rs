//! A [`Session`] in serde: for people what it says; one word for machines.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{AsnWidth, Basis, EXTENDED_PARAMETERS, Family, FamilySet, ROUTES, Session};

/// Of a list of routes there is a `family`; all others have what stands above it.
#[derive(Default, Serialize, Deserialize)]
#[serde(rename = "Session", default)]
struct Fields {
    basis: Basis,
    asn_width: AsnWidth,
    add_path: FamilySet,
    multiple_labels: FamilySet,
    #[serde(skip_serializing_if = "is_false")]
    asn_width_contradicted: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    family: Option<Family>,
    #[serde(skip_serializing_if = "is_false")]
    path_ids: bool,
    #[serde(skip_serializing_if = "is_false")]
    several_labels: bool,
    #[serde(skip_serializing_if = "is_false")]
    extended_parameters: bool,
}

fn is_false(value: &bool) -> bool {
    !value
}

impl Serialize for Session {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !serializer.is_human_readable() {
            return self.0.serialize(serializer);
        }
        let routes = self.0 & ROUTES != 0;
        let fields = Fields {
            basis: self.basis(),
            asn_width: self.asn_width(),
            add_path: self.add_path(),
            multiple_labels: self.multiple_labels(),
            asn_width_contradicted: self.is_asn_width_contradicted(),
            family: routes.then(|| Family::from_key(self.0 as u32)),
            path_ids: self.path_ids(),
            several_labels: self.several_labels(),
            extended_parameters: self.0 & EXTENDED_PARAMETERS != 0,
        };
        fields.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Session {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Session, D::Error> {
        if !deserializer.is_human_readable() {
            return u64::deserialize(deserializer).map(Session);
        }
        let fields = Fields::deserialize(deserializer)?;
        let session = Session::default()
            .with_basis(fields.basis)
            .with_asn_width(fields.asn_width)
            .with_add_path(fields.add_path)
            .with_multiple_labels(fields.multiple_labels);
        let session = if fields.asn_width_contradicted {
            session.with_contradicted_asn_width(fields.asn_width)
        } else {
            session
        };
        Ok(match fields.family {
            Some(family) => session
                .routes(family)
                .with_path_ids(fields.path_ids)
                .with_several_labels(fields.several_labels),
            None => session.with_extended_parameters(fields.extended_parameters),
        })
    }
}
