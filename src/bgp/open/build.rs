//! Builds OPENs: one capability after the other, with the optional parameters in the form that they need.

use core::net::Ipv4Addr;

use alloc::vec::Vec;

use super::{
    EXTENDED, Open, Parameter, ParameterForm, ParameterLength, ParameterValue, Parameters,
};
use crate::bgp::capability::{Capabilities, Capability};
use crate::bgp::{HEADER_LEN, MAX_MESSAGE_LEN};
use crate::net::Asn;
use crate::wire::{Encode, EncodeError, length_u8, length_u16};

impl Open {
    /// Returns an OPEN of version 4 with all capabilities in one parameter. The parameters take the extended form only
    /// if they need it ([RFC 9072, section 2](https://www.rfc-editor.org/rfc/rfc9072#section-2)).
    ///
    /// If the AS number is above 65535, it goes into the 4-octet AS capability, and AS_TRANS, 23456, takes its place
    /// ([RFC 6793, section 9](https://www.rfc-editor.org/rfc/rfc6793#section-9)). The capability is added after the
    /// others unless it is one of them. For a smaller AS number, ask for the capability with `.with(asn)`: all modern
    /// speakers send it.
    ///
    /// # Errors
    /// * [`EncodeError::TooLong`] if a capability does not fit its length field, or if the message is longer than
    ///   [`MAX_MESSAGE_LEN`]. This limit applies to every OPEN, whatever is agreed on
    ///   ([RFC 8654, section 4](https://www.rfc-editor.org/rfc/rfc8654#section-4)).
    /// * [`EncodeError::Contradiction`] if a 4-octet AS capability has another AS number.
    pub fn new(
        asn: Asn,
        hold_time: u16,
        bgp_identifier: Ipv4Addr,
        capabilities: impl IntoIterator<Item = Capability>,
    ) -> Result<Open, EncodeError> {
        let open = Open {
            version: 4,
            my_autonomous_system: asn.to_u16(),
            hold_time,
            bgp_identifier,
            parameters_length: 0,
            parameters: Parameters::default(),
        };
        let mut list = Capabilities::default();
        let mut is_whole = asn.0 <= 0xffff;
        for capability in capabilities {
            if let Capability::FourOctetAsNumber(said) = capability {
                if said != asn {
                    return Err(ANOTHER_AS);
                }
                is_whole = true;
            }
            list.push(&capability)?;
        }
        if !is_whole {
            list.push(&Capability::FourOctetAsNumber(asn))?;
        }
        if list.is_empty() {
            return Ok(open);
        }
        open.of_parameters([ParameterValue::Capabilities(list)])
    }

    /// Returns the OPEN with one more capability.
    ///
    /// The capability goes into the last parameter if that contains capabilities, and otherwise into a new parameter. A
    /// 4-octet AS capability is only added if there is none yet. The parameters take the extended form if they now need
    /// it, and their lengths are computed again.
    ///
    /// ```
    /// use bmp_codec::bgp::{Open, capability::{Capability, RouteRefresh, Role}, nlri::Family};
    /// use bmp_codec::{Encode, net::Asn};
    ///
    /// let open = Open::new(Asn(65001), 90, "192.0.2.1".parse()?, [])?
    ///     .with(Capability::multiprotocol(Family::IPV6_UNICAST))?
    ///     .with(Asn(65001))?
    ///     .with(RouteRefresh)?
    ///     .with(Role::Customer)?;
    /// assert_eq!(open.to_vec()?[9..], [
    ///     19, 2, 17, 1, 4, 0, 2, 0, 1, 65, 4, 0, 0, 0xfd, 0xe9, 2, 0, 9, 1, 3,
    /// ]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Like [`new`](Open::new), and [`EncodeError::Malformed`] if a parameter is malformed.
    pub fn with(self, capability: impl Into<Capability>) -> Result<Open, EncodeError> {
        let capability = capability.into();
        if let Capability::FourOctetAsNumber(said) = capability {
            let is_other = self.has_capability(capability.code()) && said != self.asn();
            if is_other || said.to_u16() != self.my_autonomous_system {
                return Err(ANOTHER_AS);
            }
            // `new` has already added it if the AS number needs it.
            if self.has_capability(capability.code()) {
                return Ok(self);
            }
        }
        let mut values = Vec::new();
        for parameter in &self.parameters {
            let parameter = parameter.map_err(EncodeError::Malformed)?;
            values.push(parameter.to_owned().value);
        }
        match values.last_mut() {
            Some(ParameterValue::Capabilities(list)) => list.push(&capability)?,
            _ => {
                let list = Capabilities::of([capability])?;
                values.push(ParameterValue::Capabilities(list));
            }
        }
        self.of_parameters(values)
    }

    /// Returns the OPEN with other parameters, in the shortest form that they fit.
    fn of_parameters(
        self,
        values: impl IntoIterator<Item = ParameterValue, IntoIter: Clone>,
    ) -> Result<Open, EncodeError> {
        let values = values.into_iter();
        let classic: usize = values.clone().map(|value| 2 + value.value_len()).sum();
        let (length, form) = match classic {
            0..=0xff => (ParameterLength::U8, ParameterForm::Classic),
            _ => (ParameterLength::U16, ParameterForm::Extended),
        };
        let values = values.map(|value| Parameter { form, value });
        let parameters = Parameters::filled(length, values)?;
        let what = "optional parameters";
        let parameters_length = match length {
            ParameterLength::U8 => length_u8(what, classic)?,
            ParameterLength::U16 => {
                length_u16(what, parameters.encoded_len())?;
                EXTENDED
            }
        };
        let open = Open {
            parameters_length,
            parameters,
            ..self
        };
        match HEADER_LEN + open.encoded_len() {
            0..=MAX_MESSAGE_LEN => Ok(open),
            length => Err(EncodeError::TooLong {
                what: "OPEN",
                length,
                limit: MAX_MESSAGE_LEN,
            }),
        }
    }
}

const ANOTHER_AS: EncodeError = EncodeError::Contradiction {
    what: "4-octet AS capability",
    with: "AS of the OPEN",
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bgp::Session;
    use crate::bgp::capability::{AddPath, CapabilityCode, RouteRefresh, UnknownCapability};
    use crate::bgp::nlri::Family;
    use crate::bgp::{Direction, UnknownParameter};
    use crate::testkit::hex;
    use crate::wire::{Decode, Octets};

    const ID: Ipv4Addr = Ipv4Addr::new(192, 0, 2, 1);

    fn plain(asn: u32) -> Open {
        Open::new(Asn(asn), 180, ID, []).unwrap()
    }

    /// RFC 4271, section 4.2, RFC 5492, section 4, RFC 6793, sections 3 and 9.
    #[test]
    fn octets_by_the_figures() {
        for (open, octets) in [
            (plain(65001), "04 fde9 00b4 c0000201 00"),
            // One parameter with the 4-octet AS capability, and AS_TRANS in the AS field.
            (
                plain(4_200_000_001),
                "04 5ba0 00b4 c0000201 08 02 06 41 04 fa56ea01",
            ),
            (
                plain(4_200_000_001).with(RouteRefresh).unwrap(),
                "04 5ba0 00b4 c0000201 0a 02 08 41 04 fa56ea01 02 00",
            ),
            (
                plain(65001).with(Asn(65001)).unwrap(),
                "04 fde9 00b4 c0000201 08 02 06 41 04 0000fde9",
            ),
        ] {
            assert_eq!(open.to_vec().unwrap(), hex(octets));
        }
        assert_eq!(plain(4_200_000_001).asn(), Asn(4_200_000_001));
    }

    #[test]
    fn a_capability_of_another_as_is_refused() {
        let four = |asn| Capability::FourOctetAsNumber(Asn(asn));
        for error in [
            Open::new(Asn(65001), 180, ID, [four(65002)]).unwrap_err(),
            plain(65001).with(Asn(65002)).unwrap_err(),
            plain(4_200_000_001).with(Asn(4_200_000_002)).unwrap_err(),
        ] {
            assert_eq!(
                error.to_string(),
                "4-octet AS capability contradicts AS of the OPEN"
            );
        }
        let twice = Open::new(Asn(65001), 180, ID, [four(65001), four(65001)]);
        assert_eq!(twice.unwrap().capabilities().count(), 2);
    }

    /// RFC 9072, figures 1 and 2: length 255, type 255, two-byte length; parameters have two-byte lengths, too.
    #[test]
    fn the_extended_form_from_256_octets_on() {
        let code = |length| {
            let octets = Octets(vec![7; length]);
            Capability::Unknown(UnknownCapability { code: 99, octets })
        };
        let most = plain(65001).with(code(247)).unwrap();
        let octets = most.to_vec().unwrap();
        assert_eq!(
            (octets.len(), &octets[9..14]),
            (261, &[251, 2, 249, 99, 247][..])
        );
        let classic = most.clone().with(RouteRefresh).unwrap().to_vec().unwrap();
        assert_eq!((classic.len(), &classic[9..12]), (263, &[253, 2, 251][..]));
        let full = most.clone().with(code(2)).unwrap().to_vec().unwrap();
        assert_eq!((full.len(), &full[9..12]), (265, &[255, 2, 253][..]));

        let over = most.with(code(3)).unwrap();
        let octets = over.to_vec().unwrap();
        assert_eq!(octets[9..18], hex("ff ff 0101 02 00fe 63 f7"));
        assert_eq!(octets.len(), 10 + 3 + 257);
        assert_eq!(Open::from_octets(&octets), Ok(over.view()));
        assert_eq!(over.capabilities().count(), 2);
    }

    /// RFC 8654, section 4: 4096 bytes. The header takes 19, the OPEN 10, and the extended form 3 and 3.
    #[test]
    fn no_open_is_longer_than_4096_octets() {
        let code = |length| {
            let octets = Octets(vec![7; length]);
            Capability::Unknown(UnknownCapability { code: 99, octets })
        };
        // 4096 - 35 = 4061 = 15 * 257 + 206.
        let many = || std::iter::repeat_n(code(255), 15);
        let most = Open::new(Asn(65001), 180, ID, many().chain([code(204)])).unwrap();
        assert_eq!(
            crate::bgp::Message::from(most.clone())
                .to_vec()
                .unwrap()
                .len(),
            4096
        );
        let text = "OPEN of 4097 bytes: at most 4096 fit";
        let over = Open::new(Asn(65001), 180, ID, many().chain([code(205)]));
        assert_eq!(over.unwrap_err().to_string(), text);
        let over = most.with(RouteRefresh);
        assert_eq!(over.unwrap_err().to_string(), text.replace("4097", "4098"));
    }

    #[test]
    fn parameters_that_are_there_stay() {
        let octets = hex("04 fde9 00b4 c0000201 08 02 02 0200 01 02 aabb");
        let open = Open::from_octets(&octets).unwrap().to_owned();
        let more = open.with(RouteRefresh).unwrap();
        assert_eq!(
            more.to_vec().unwrap(),
            hex("04 fde9 00b4 c0000201 0c 02 02 0200 01 02 aabb 02 02 0200")
        );
        let value = more.parameters.iter().nth(1).unwrap().unwrap().value;
        let unknown = UnknownParameter {
            parameter_type: 1,
            octets: Octets(&[0xaa, 0xbb][..]),
        };
        assert_eq!(value, ParameterValue::Unknown(unknown));

        let octets = hex("04 fde9 00b4 c0000201 03 02 02 02");
        let broken = Open::from_octets(&octets).unwrap().to_owned();
        assert_eq!(
            broken.with(RouteRefresh).unwrap_err().to_string(),
            "optional parameter 2 at byte 2: 1 byte is missing"
        );
    }

    #[test]
    fn a_value_over_255_octets_has_the_name_of_its_capability() {
        let families = std::iter::repeat_n(AddPath::new(Family::IPV4_UNICAST, AddPath::BOTH), 64);
        let error = plain(65001).with(Capability::add_path(families));
        assert_eq!(
            error.unwrap_err().to_string(),
            "ADD-PATH of 256 bytes: at most 255 fit"
        );
        let codes = vec![CapabilityCode(1); 256];
        let error = plain(65001).with(Capability::dynamic_capability(codes));
        assert_eq!(
            error.unwrap_err().to_string(),
            "Dynamic Capability of 256 bytes: at most 255 fit"
        );
    }

    #[test]
    fn what_is_built_is_negotiated() {
        let both = [AddPath::new(Family::IPV6_UNICAST, AddPath::BOTH)];
        let open = plain(65001)
            .with(Capability::multiprotocol(Family::IPV6_UNICAST))
            .and_then(|open| open.with(Capability::add_path(both)))
            .and_then(|open| open.with(Asn(65001)))
            .unwrap();
        let session = Session::negotiated(&open, &open, Direction::Received);
        assert!(session.add_path().contains(Family::IPV6_UNICAST));
        assert!(!session.add_path().contains(Family::IPV4_UNICAST));
    }
}
