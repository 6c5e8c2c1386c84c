//! Compares a message with what tshark reads in it.

use std::collections::BTreeMap;

use bmp_codec::Encode;
use bmp_codec::bgp;
use bmp_codec::bmp::Message;

use super::left_out::{self, MALFORMED};
use super::mistakes;
use super::tally::{Tally, add};
use super::theirs::{self, Field};
use super::told::{Told, hex};
use super::{bgp as our_bgp, bmp as our_bmp};
use crate::support::tshark;

/// Values that tshark shows in one of several fields: labels of 20 or 24 bits, communities with and without a name.
const SOME: [&str; 6] = [
    "community",
    "community_as",
    "community_value",
    "community_wellknown",
    "evpn.nlri.vni",
    "evpn.nlri.mpls_ls1",
];

/// Whether all values of one list are in the other, in the same order.
pub(crate) fn is_part(some: &[String], all: &[String]) -> bool {
    let mut all = all.iter();
    some.iter().all(|one| all.any(|other| one == other))
}

/// A field that is not the same.
pub(crate) struct Difference<'a> {
    /// The BMP message, and its octets.
    pub(crate) message: &'a Message<&'a [u8]>,
    pub(crate) frame: &'a [u8],
    /// Whether tshark calls a part of it malformed.
    pub(crate) is_malformed: bool,
    /// The BGP message, and the attribute, if the field is in one.
    pub(crate) pdu: Option<&'a our_bgp::Pdu<'a>>,
    pub(crate) attribute: Option<&'a our_bgp::Attribute<'a>>,
    /// The name of the field.
    pub(crate) name: &'a str,
    /// Its values: tshark's and ours.
    pub(crate) said: Vec<String>,
    pub(crate) read: Vec<String>,
}

/// A message, in a stream.
pub(crate) struct Case<'a> {
    pub(crate) at: String,
    pub(crate) frame: &'a [u8],
    pub(crate) message: &'a Message<&'a [u8]>,
    pub(crate) theirs: &'a theirs::Message,
}

impl Case<'_> {
    /// Compares all fields.
    pub(crate) fn compare(&self, tally: &mut Tally) {
        tally.frames += 1;
        let told = our_bmp::message(self.message, self.frame);
        self.by_name(tally, None, None, &self.theirs.fields, told);
        let pdus = our_bgp::pdus(self.message);
        let counts = [self.theirs.pdus.len(), pdus.len()].map(|count| vec![count.to_string()]);
        self.values(tally, None, None, "BGP messages", counts);
        for (theirs, ours) in self.theirs.pdus.iter().zip(&pdus) {
            self.by_name(
                tally,
                Some(ours),
                None,
                &theirs.fields,
                our_bgp::message(ours),
            );
            if let Ok(bgp::Message::Update(update)) = ours {
                self.attributes(tally, ours, update, &theirs.attributes);
            }
        }
    }

    fn attributes(
        &self,
        tally: &mut Tally,
        pdu: &our_bgp::Pdu<'_>,
        update: &bgp::Update<&[u8]>,
        theirs: &[theirs::Attribute],
    ) {
        let mut ours = Vec::new();
        let mut walk = update.path_attributes.entries();
        loop {
            let before = walk.rest().len();
            let Some(attribute) = walk.next() else { break };
            ours.push((attribute, before - walk.rest().len()));
        }
        let counts = [theirs.len(), ours.len()].map(|count| vec![count.to_string()]);
        self.values(tally, Some(pdu), None, "path attributes", counts);
        for (theirs, (ours, took)) in theirs.iter().zip(&ours) {
            let told = our_bgp::attribute(ours, *took);
            self.by_name(tally, Some(pdu), Some(ours), &theirs.header, told);
            let Ok(attribute) = ours else {
                add(&mut tally.left_out, MALFORMED, theirs.values.len());
                continue;
            };
            for tshark::Compared { names, said, read } in
                tshark::compared(&theirs.values, &attribute.value)
            {
                self.values(tally, Some(pdu), Some(ours), names[0], [said, read]);
            }
        }
    }

    /// Compares the values of each name.
    fn by_name(
        &self,
        tally: &mut Tally,
        pdu: Option<&our_bgp::Pdu<'_>>,
        attribute: Option<&our_bgp::Attribute<'_>>,
        theirs: &[Field],
        ours: Told,
    ) {
        let mut all: BTreeMap<&str, [Vec<String>; 2]> = BTreeMap::new();
        for (name, value) in theirs {
            all.entry(name).or_default()[0].push(value.clone());
        }
        for (name, value) in &ours.0 {
            all.entry(name).or_default()[1].push(value.clone());
        }
        for (name, values) in all {
            self.values(tally, pdu, attribute, name, values);
        }
    }

    fn values(
        &self,
        tally: &mut Tally,
        pdu: Option<&our_bgp::Pdu<'_>>,
        attribute: Option<&our_bgp::Attribute<'_>>,
        name: &str,
        [said, read]: [Vec<String>; 2],
    ) {
        if said == read {
            return add(&mut tally.same, name.to_owned(), said.len());
        }
        if said.is_empty() {
            return add(&mut tally.not_shown, name.to_owned(), read.len());
        }
        if SOME.contains(&name) && is_part(&said, &read) {
            return add(&mut tally.same, name.to_owned(), said.len());
        }
        if read.is_empty() && matches!(attribute, Some(Err(_))) {
            return add(&mut tally.left_out, MALFORMED, said.len());
        }
        if let Some(reason) = left_out::reason(name) {
            return add(&mut tally.left_out, reason, said.len());
        }
        let difference = Difference {
            message: self.message,
            frame: self.frame,
            is_malformed: self.theirs.is_malformed,
            pdu,
            attribute,
            name,
            said,
            read,
        };
        match mistakes::of(&difference) {
            Some(place) => add(&mut tally.mistakes, place, 1),
            None => tally.differences.push(difference.to_text(&self.at)),
        }
    }
}

impl Difference<'_> {
    /// The code of the attribute.
    pub(crate) fn code(&self) -> Option<u8> {
        self.attribute.map(|attribute| match attribute {
            Ok(attribute) => attribute.code(),
            Err(malformed) => malformed.code,
        })
    }

    /// The octets of the BGP message.
    pub(crate) fn pdu_octets(&self) -> Vec<u8> {
        match self.pdu {
            Some(Ok(message)) => message.to_vec().unwrap(),
            Some(Err(octets)) => octets.clone(),
            None => Vec::new(),
        }
    }

    fn to_text(&self, at: &str) -> String {
        let code = self.code().map(|code| format!(", attribute {code}"));
        let octets = match self.attribute {
            Some(Ok(attribute)) => hex(&attribute.value.to_vec().unwrap()),
            Some(Err(malformed)) => hex(malformed.octets.0),
            None => hex(self.frame),
        };
        let (code, name) = (code.unwrap_or_default(), self.name);
        format!(
            "{at}{code}: {name}: tshark has {:?}, we {:?}, in {octets}",
            self.said, self.read
        )
    }
}
