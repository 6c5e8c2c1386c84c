//! The small values in messages: AS numbers, address families, addresses, prefixes, labels, route distinguishers.
//!
//! ```
//! use bmp_codec::net::{Asn, Ipv4Prefix, RouteDistinguisher};
//!
//! assert_eq!("AS65000".parse(), Ok(Asn(65000)));
//! assert_eq!("192.0.2.0/24".parse::<Ipv4Prefix>()?.net(), "192.0.2.0/24".parse()?);
//! assert_eq!("65000:1".parse(), Ok(RouteDistinguisher::two_octet(65000, 1)));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod any_prefix;
mod asn;
mod bandwidth;
pub(crate) mod bits;
mod ethernet_segment;
mod family;
mod fixed;
pub(crate) mod ip_address;
mod ip_prefix;
pub(crate) mod label;
mod labels;
mod mac_addr;
mod prefix;
mod route_distinguisher;
mod service_path_id;
mod text;

pub use any_prefix::AnyPrefix;
pub use asn::{Asn, AsnWidth};
pub use bandwidth::Bandwidth;
pub use ethernet_segment::EthernetSegmentId;
pub use family::Family;
pub(crate) use fixed::fixed;
pub use ip_address::Address;
pub use ip_prefix::Prefix;
pub use label::Label;
pub use labels::Labels;
pub use mac_addr::MacAddr;
pub use prefix::{Ipv4Prefix, Ipv6Prefix};
pub use route_distinguisher::RouteDistinguisher;
pub use service_path_id::ServicePathId;
pub use text::ParseError;
pub(crate) use text::{hexadecimal, text_form, write_if};
