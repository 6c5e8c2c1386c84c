//! COMMUNITIES ([RFC 1997](https://www.rfc-editor.org/rfc/rfc1997)).

use core::fmt;
use core::str::FromStr;

use alloc::vec::Vec;

use crate::net::{ParseError, fixed};
use crate::wire::Array;

/// COMMUNITIES: marks that routers act on.
///
/// ```
/// use bmp_codec::{Encode, bgp::attribute::{Communities, Community}};
///
/// let list = Communities::from_iter([Community::new(65000, 100), "no-export".parse()?]);
/// assert_eq!(list.to_string(), "65000:100 no-export");
/// assert_eq!(list.to_vec()?, [0xfd, 0xe8, 0, 100, 0xff, 0xff, 0xff, 0x01]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub type Communities<B = Vec<u8>> = Array<Community, B>;

fixed! {
    /// A community ([RFC 1997](https://www.rfc-editor.org/rfc/rfc1997)). The text is `65000:100`, or the name of a
    /// well-known community.
    ///
    /// Names also parse in capitals and with underscores, as RFCs and IANA write them: `NO_EXPORT`, `NOPEER`. A large
    /// community such as `65000:1:2` is refused, and so is a number without a colon.
    ///
    /// ```
    /// use bmp_codec::bgp::attribute::Community;
    ///
    /// for text in ["no-export", "NO_EXPORT", "65535:65281"] {
    ///     assert_eq!(text.parse(), Ok(Community::NO_EXPORT));
    /// }
    /// assert_eq!(Community::NO_EXPORT.to_string(), "no-export");
    /// ```
    Community(u32) as text;
}

/// Makes constants and names. A line has the constant, the number and the text.
macro_rules! well_known {
    ($($(#[$doc:meta])* $constant:ident $number:literal $text:literal,)*) => {
        impl Community {
            $($(#[$doc])* pub const $constant: Community = Community($number);)*

            /// The communities that have a name.
            pub const WELL_KNOWN: &'static [Community] = &[$(Community::$constant,)*];

            /// Returns the name of a well-known community.
            #[must_use]
            pub const fn name(self) -> Option<&'static str> {
                match self.0 { $($number => Some($text),)* _ => None }
            }
        }
    };
}

well_known! {
    /// [RFC 8326](https://www.rfc-editor.org/rfc/rfc8326)
    GRACEFUL_SHUTDOWN 0xffff_0000 "graceful-shutdown",
    /// [RFC 7611](https://www.rfc-editor.org/rfc/rfc7611)
    ACCEPT_OWN 0xffff_0001 "accept-own",
    /// [draft-l3vpn-legacy-rtc](https://datatracker.ietf.org/doc/draft-l3vpn-legacy-rtc/)
    ROUTE_FILTER_TRANSLATED_V4 0xffff_0002 "route-filter-translated-v4",
    /// [draft-l3vpn-legacy-rtc](https://datatracker.ietf.org/doc/draft-l3vpn-legacy-rtc/)
    ROUTE_FILTER_V4 0xffff_0003 "route-filter-v4",
    /// [draft-l3vpn-legacy-rtc](https://datatracker.ietf.org/doc/draft-l3vpn-legacy-rtc/)
    ROUTE_FILTER_TRANSLATED_V6 0xffff_0004 "route-filter-translated-v6",
    /// [draft-l3vpn-legacy-rtc](https://datatracker.ietf.org/doc/draft-l3vpn-legacy-rtc/)
    ROUTE_FILTER_V6 0xffff_0005 "route-filter-v6",
    /// [RFC 9494](https://www.rfc-editor.org/rfc/rfc9494)
    LLGR_STALE 0xffff_0006 "llgr-stale",
    /// [RFC 9494](https://www.rfc-editor.org/rfc/rfc9494)
    NO_LLGR 0xffff_0007 "no-llgr",
    /// [draft-agrewal-idr-accept-own-nexthop](https://datatracker.ietf.org/doc/draft-agrewal-idr-accept-own-nexthop/)
    ACCEPT_OWN_NEXTHOP 0xffff_0008 "accept-own-nexthop",
    /// [RFC 9026](https://www.rfc-editor.org/rfc/rfc9026)
    STANDBY_PE 0xffff_0009 "standby-pe",
    /// [RFC 7999](https://www.rfc-editor.org/rfc/rfc7999)
    BLACKHOLE 0xffff_029a "blackhole",
    /// [RFC 1997](https://www.rfc-editor.org/rfc/rfc1997)
    NO_EXPORT 0xffff_ff01 "no-export",
    /// [RFC 1997](https://www.rfc-editor.org/rfc/rfc1997)
    NO_ADVERTISE 0xffff_ff02 "no-advertise",
    /// [RFC 1997](https://www.rfc-editor.org/rfc/rfc1997)
    NO_EXPORT_SUBCONFED 0xffff_ff03 "no-export-subconfed",
    /// [RFC 3765](https://www.rfc-editor.org/rfc/rfc3765)
    NO_PEER 0xffff_ff04 "no-peer",
}

impl Community {
    /// Makes a community from an AS and a value that the AS defines.
    #[must_use]
    pub const fn new(asn: u16, value: u16) -> Community {
        Community((asn as u32) << 16 | value as u32)
    }

    /// Returns the AS that defines the community: the upper two bytes.
    #[must_use]
    pub const fn asn(self) -> u16 {
        (self.0 >> 16) as u16
    }

    /// Returns the value: the lower two bytes.
    #[must_use]
    pub const fn value(self) -> u16 {
        self.0 as u16
    }
}

impl fmt::Display for Community {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.pad(name),
            None => write!(f, "{}:{}", self.asn(), self.value()),
        }
    }
}

impl FromStr for Community {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Community, ParseError> {
        let named = Community::WELL_KNOWN
            .iter()
            .copied()
            .find(|community| community.name().is_some_and(|name| is_same(name, text)))
            // RFC 3765 writes it as one word.
            .or_else(|| is_same("nopeer", text).then_some(Community::NO_PEER));
        let numbered = || {
            let (asn, value) = text.split_once(':')?;
            Some(Community::new(asn.parse().ok()?, value.parse().ok()?))
        };
        named.or_else(numbered).ok_or(ParseError("a community"))
    }
}

/// Returns whether `text` is `name`, in any case and with hyphens or underscores.
fn is_same(name: &str, text: &str) -> bool {
    let letter = |octet: u8| match octet {
        b'_' => b'-',
        octet => octet.to_ascii_lowercase(),
    };
    name.bytes().eq(text.bytes().map(letter))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testkit::cases;

    #[test]
    fn text_both_ways() {
        for community in Community::WELL_KNOWN
            .iter()
            .copied()
            .chain([Community::new(65000, 100), Community(0)])
        {
            assert_eq!(community.to_string().parse(), Ok(community));
        }
        assert_eq!("65535:65281".parse(), Ok(Community::NO_EXPORT));
        // RFC 9026, section 6.2, gives the number 0xFFFF0009.
        assert_eq!("65535:9".parse(), Ok(Community::STANDBY_PE));
        assert_eq!(Community::STANDBY_PE.to_string(), "standby-pe");
        assert_eq!(
            std::format!("{:?}", Community::new(65000, 100)),
            "Community(65000:100)"
        );
        assert!("65536:1".parse::<Community>().is_err());
    }

    #[test]
    fn names_as_rfcs_write_them() {
        // RFC 1997, RFC 3765, RFC 7999, RFC 8326, and IANA's registry for the communities of drafts.
        for (text, community) in [
            ("NO_EXPORT", Community::NO_EXPORT),
            ("NO_ADVERTISE", Community::NO_ADVERTISE),
            ("NO_EXPORT_SUBCONFED", Community::NO_EXPORT_SUBCONFED),
            ("NOPEER", Community::NO_PEER),
            ("BLACKHOLE", Community::BLACKHOLE),
            ("GRACEFUL_SHUTDOWN", Community::GRACEFUL_SHUTDOWN),
            ("LLGR_STALE", Community::LLGR_STALE),
            (
                "ROUTE_FILTER_TRANSLATED_v4",
                Community::ROUTE_FILTER_TRANSLATED_V4,
            ),
        ] {
            assert_eq!(text.parse(), Ok(community), "{text}");
        }
        // Vendor names, and the texts of other kinds of communities.
        cases! { not Community: "" "internet" "no-export " "65000:1:2" "rt:65000:1" "4259840100" "0xfde80064" }
    }

    #[test]
    fn lists_as_text() {
        let list: Communities = "no-export 65000:100".parse().unwrap();
        assert_eq!(list.octets(), [0xff, 0xff, 0xff, 0x01, 0xfd, 0xe8, 0, 100]);
        assert_eq!("".parse(), Ok(Communities::default()));
        assert_eq!(" no-export   65000:100 ".parse(), Ok(list));
        cases! { not Communities: "no-export,65000:100" "65000:1:2" "65000:1 65000" }
    }

    #[test]
    fn octets() {
        cases! { Communities<&[u8]>;
            "ffffff01 fde80064" => "no-export 65000:100" => r#"["no-export","65000:100"]"#,
            "000000000000" => error "value at byte 0: a length of 6 is not a multiple of 4",
        }
    }

    #[test]
    fn well_known() {
        // The IANA registry of BGP Well-known Communities.
        let mut numbers: Vec<_> = (0xffff_0000..=0xffff_0009).collect();
        numbers.extend([
            0xffff_029a,
            0xffff_ff01,
            0xffff_ff02,
            0xffff_ff03,
            0xffff_ff04,
        ]);
        let known = Community::WELL_KNOWN.iter().map(|community| community.0);
        assert!(known.eq(numbers));
        assert_eq!(
            "route-filter-translated-v6".parse(),
            Ok(Community::ROUTE_FILTER_TRANSLATED_V6)
        );
        assert_eq!(Community(0xffff_000a).to_string(), "65535:10");
    }
}
