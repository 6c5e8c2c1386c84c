//! MP_UNREACH_NLRI ([RFC 4760, section 4](https://www.rfc-editor.org/rfc/rfc4760#section-4)).
//!
//! ```text
//! AFI u16, SAFI u8, routes
//! ```

use core::fmt;

use alloc::vec::Vec;
use bytes::BufMut;

use crate::bgp::Session;
use crate::bgp::attribute::AttributeContext;
use crate::bgp::nlri::Nlri;
use crate::wire::{
    Context, Decode, DecodeError, Encode, EncodeError, ListContext, ReadIn, Reader, Writer,
    map_octets,
};

/// MP_UNREACH_NLRI: withdrawn routes of any family. Without routes it is an End-of-RIB marker
/// ([RFC 4724, section 2](https://www.rfc-editor.org/rfc/rfc4724#section-2)).
///
/// In families with labels, a withdrawn route has one label: make its list for [`Session::withdrawn`]. A list of attributes
/// refuses routes with stacks of labels, since they would decode as something else, unless its session
/// [has withdrawn stacks](Session::has_withdrawn_stacks).
/// [`Update::withdrawing`](crate::bgp::Update::withdrawing) accepts such routes, and gives each one label.
///
/// ```
/// use bmp_codec::Encode;
/// use bmp_codec::bgp::Session;
/// use bmp_codec::bgp::attribute::MpUnreach;
/// use bmp_codec::bgp::nlri::{Ipv6Prefix, Nlri, Route, Routes};
///
/// let route = Route::from("2001:db8::/32".parse::<Ipv6Prefix>()?);
/// let routes = Routes::in_session(Session::default(), [route])?;
/// let unreach = MpUnreach::from(Nlri::Ipv6Unicast(routes));
/// assert_eq!(unreach.to_vec()?, [0, 2, 1, 32, 0x20, 0x01, 0x0d, 0xb8]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct MpUnreach<B: AsRef<[u8]> = Vec<u8>> {
    /// The routes, by their family.
    pub nlri: Nlri<B>,
}
map_octets!(MpUnreach { nlri });

/// Makes an attribute from the withdrawn routes.
impl<B: AsRef<[u8]>> From<Nlri<B>> for MpUnreach<B> {
    fn from(nlri: Nlri<B>) -> MpUnreach<B> {
        MpUnreach { nlri }
    }
}

impl<B: AsRef<[u8]>> ReadIn<Session> for MpUnreach<B> {}

impl<'a> Decode<'a> for MpUnreach<&'a [u8]> {
    #[inline]
    fn decode(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let (family, session) = (reader.read()?, reader.session());
        Ok(MpUnreach {
            nlri: Nlri::withdrawn(reader.rest(), family, session),
        })
    }

    fn check_inside(&self) -> Result<(), DecodeError> {
        self.nlri.decodes()
    }
}

impl<B: AsRef<[u8]>> Encode for MpUnreach<B> {
    fn encoded_len(&self) -> usize {
        3 + self.nlri.encoded_len()
    }

    fn put(&self, out: &mut Writer<impl BufMut>) -> Result<(), EncodeError> {
        self.nlri.family().put(out)?;
        self.nlri.put(out)
    }

    /// Like the form of the routes, but without the label limit, which does not apply to withdrawn routes.
    fn form(&self, context: Context) -> Context {
        let context = AttributeContext::of(context);
        let labels = context.session().multiple_labels();
        let of = |session: Session| {
            let stacks = session.has_withdrawn_stacks() || !self.nlri.has_one_label();
            let session = self.nlri.session_for(session);
            session
                .with_multiple_labels(labels)
                .with_withdrawn_stacks(stacks)
        };
        context.map(of).into()
    }
}

/// The family and the routes; `end-of-rib` if there are none.
impl<B: AsRef<[u8]>> fmt::Display for MpUnreach<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.nlri.family().fmt(f)?;
        if self.nlri.is_empty() {
            return f.write_str(" end-of-rib");
        }
        write!(f, " {}", self.nlri)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bgp::Session;
    use crate::bgp::nlri::{Family, FamilySet};
    use crate::testkit::{cases, exact_in, hex, texts};

    #[test]
    fn routes() {
        let octets = hex("0002 01 30 20010db83001 00");
        let unreach: MpUnreach<&[u8]> = exact_in(&octets, Session::default());
        assert_eq!(
            texts(unreach.nlri.any_routes()),
            ["ipv6-unicast 2001:db8:3001::/48", "ipv6-unicast ::/0"]
        );
        let session = Session::default().with_add_path(FamilySet::from(Family::IPV6_UNICAST));
        let octets = hex("0002 01 0000004d 20 20010db8");
        let unreach: MpUnreach<&[u8]> = exact_in(&octets, session);
        let route = unreach.nlri.any_routes().next().unwrap().unwrap();
        assert_eq!(route.path_id, Some(77));
    }

    #[test]
    fn none() {
        let none = |unreach: &MpUnreach<&[u8]>, octets: &[u8]| {
            assert!(unreach.nlri.is_empty());
            let afi = u16::from_be_bytes([octets[0], octets[1]]);
            assert_eq!(unreach.nlri.family(), Family::new(afi, octets[2]));
        };
        cases! { MpUnreach<&[u8]>, each none;
            "0002 01" => _,
            "0019 46" => _,
            "0063 63" => _,
        }
    }

    #[test]
    fn json_and_malformed() {
        cases! { MpUnreach<&[u8]>;
            "0063 63 0a0b" => _ => r#"{"nlri":{"unknown":{"family":"99/99","octets":"0a0b"}}}"#,
            "" => error "value at byte 0: 3 bytes are missing",
            "00" => error "value at byte 0: 2 bytes are missing",
            "0002" => error "value at byte 0: 1 byte is missing",
        }
    }
}
