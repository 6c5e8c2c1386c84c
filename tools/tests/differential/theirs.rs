//! A message as tshark reads it: its fields, those of its BGP messages, and those of their path attributes.

use roxmltree::Node;

use super::told::plain;
use crate::support::pdml::{attribute_fields, name, show};
use crate::support::tshark::is_compared;

/// A field: its name and its value.
pub(crate) type Field = (String, String);

/// A path attribute.
pub(crate) struct Attribute {
    /// The fields that are not in `values`; the prefix that all names have is left out.
    pub(crate) header: Vec<Field>,
    /// The lines `name=value` that are compared by the rows of `tshark_rows.rs`.
    pub(crate) values: Vec<String>,
}

/// A BGP message.
#[derive(Default)]
pub(crate) struct Pdu {
    pub(crate) fields: Vec<Field>,
    pub(crate) attributes: Vec<Attribute>,
}

/// A BMP message.
#[derive(Default)]
pub(crate) struct Message {
    pub(crate) fields: Vec<Field>,
    pub(crate) pdus: Vec<Pdu>,
    /// Whether tshark calls any part of it malformed.
    pub(crate) is_malformed: bool,
}

const ATTRIBUTE: &str = "bgp.update.path_attribute";

/// Reads a packet.
pub(crate) fn message(packet: Node<'_, '_>) -> Message {
    let mut message = Message::default();
    for node in packet.descendants() {
        match name(node) {
            "_ws.malformed" => message.is_malformed = true,
            "bgp" if node.has_tag_name("proto") => {
                let mut pdu = Pdu::default();
                walk(node, &mut pdu.fields, &mut pdu.attributes);
                // What tshark takes for the rest of a message: it is the header of a TLV.
                if pdu
                    .fields
                    .iter()
                    .all(|(name, _)| name == "bgp.continuation")
                {
                    message.fields.append(&mut pdu.fields);
                } else {
                    message.pdus.push(pdu);
                }
            }
            "bmp" if node.has_tag_name("proto") => walk(node, &mut message.fields, &mut Vec::new()),
            _ => {}
        }
    }
    message
}

/// Takes the fields below a node, and its attributes. It is not deeper than tshark lets its tree be.
fn walk(node: Node<'_, '_>, fields: &mut Vec<Field>, attributes: &mut Vec<Attribute>) {
    for child in node.children().filter(|child| child.has_tag_name("field")) {
        match name(child) {
            ATTRIBUTE => attributes.push(attribute(child)),
            // Notes of tshark's about fields.
            name if name.starts_with("_ws.") => {}
            name => {
                if !name.is_empty() {
                    fields.push((name.to_owned(), plain(show(child))));
                }
                walk(child, fields, attributes);
            }
        }
    }
}

fn attribute(node: Node<'_, '_>) -> Attribute {
    let mut header = Vec::new();
    let mut values = attribute_fields(node);
    values.retain(|line| is_compared(line.split('=').next().unwrap_or_default()));
    for field in node.descendants().skip(1) {
        let name = name(field);
        if name.is_empty() || name.starts_with("_ws.") || is_in_whole(field, node) {
            continue;
        }
        let name = name.strip_prefix("bgp.").unwrap_or(name);
        let name = name.strip_prefix("update.").unwrap_or(name);
        let name = name.strip_prefix("path_attribute.").unwrap_or(name);
        let value = plain(show(field));
        if !is_compared(name) {
            header.push((subtype(name).to_owned(), value));
        }
    }
    Attribute { header, values }
}

/// The subtype of an extended community has a name for each type.
fn subtype(name: &str) -> &str {
    match name.starts_with("ext_com.stype_") {
        true => "ext_com.stype",
        false => name,
    }
}

/// Whether a field is a part of one that is compared whole, or a note of tshark's.
fn is_in_whole(field: Node<'_, '_>, attribute: Node<'_, '_>) -> bool {
    field
        .ancestors()
        .skip(1)
        .take_while(|above| *above != attribute)
        .any(|above| {
            let name = name(above);
            let is_header = name == "bgp.update.path_attribute.flags";
            name.starts_with("_ws.")
                || !is_header && (name.ends_with("flags") || name.ends_with(".esi"))
        })
}
