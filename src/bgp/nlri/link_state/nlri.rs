//! `nlri!`: defines an NLRI of BGP-LS, which is a header and TLVs that begin with the local node.

use core::fmt::{self, Display};

use alloc::vec::Vec;

use crate::wire::{Element, Encode, EncodeError, List, Malformed};

/// Defines an NLRI and its TLVs, from the lines of a `table!`. The Local Node Descriptors TLV is a line of each.
///
/// ```text
/// nlri! {
///     /// An SRv6 SID.
///     Srv6Sid;
///     /// The TLVs of an SRv6 SID NLRI.
///     Srv6SidTlvs;
///     /// A TLV of an SRv6 SID NLRI.
///     Srv6SidTlv {
///         /// The SID.
///         518 => Sid(Ipv6Addr) "sid",
///     }
///     brief |f| { Srv6SidTlv::Sid(sid) => sid.fmt(f), }
/// }
/// ```
///
/// `brief` are arms for TLVs that the text of a route shows without their name. Without TLVs of its own, an NLRI has
/// those of another one: `StubLink of LinkTlvs;`.
macro_rules! nlri {
    (
        $(#[$doc:meta])* $name:ident;
        $(#[$tlvs_doc:meta])* $tlvs:ident;
        $(#[$tlv_doc:meta])* $tlv:ident { $($lines:tt)* }
        brief |$f:ident| { $($brief:tt)* }
    ) => {
        $crate::bgp::nlri::link_state::nlri::nlri! { $(#[$doc])* $name of $tlvs; }

        $(#[$tlvs_doc])*
        pub type $tlvs<B = alloc::vec::Vec<u8>> = $crate::wire::List<$tlv, B>;

        $crate::wire::table! {
            $(#[$tlv_doc])*
            // Words only, as in `LinkStateTlv`.
            #[repr(u32)]
            pub enum $tlv<B>(u16) by tlv_type, unknown UnknownDescriptor, text, from;
            framed U16U16 "link-state TLV" $crate::wire::What::LinkStateTlv;
            {
                /// The Local Node Descriptors: the node that the NLRI belongs to.
                256 => LocalNode(NodeDescriptors<B>) "local-node",
                $($lines)*
            }
        }

        $crate::wire::questions! {
            $tlvs of $tlv:
            /// Returns the descriptors of the local node.
            first local_node: LocalNode(NodeDescriptors<&[u8]>);
        }

        impl<B: AsRef<[u8]>> $crate::bgp::nlri::link_state::nlri::Brief for $tlv<B> {
            fn brief(&self, $f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                match self {
                    $tlv::LocalNode(node) => {
                        core::fmt::Display::fmt(&$crate::bgp::nlri::link_state::nlri::Spaced(node), $f)
                    }
                    $($brief)*
                    other => core::fmt::Display::fmt(other, $f),
                }
            }
        }
    };
    ($(#[$doc:meta])* $name:ident of $tlvs:ident;) => {
        $crate::wire::layout! {
            $(#[$doc])*
            pub struct $name<B> {
                /// The protocol that the NLRI comes from.
                pub protocol_id: ProtocolId,
                /// The instance of the protocol; 0 is the default. RFC 7752 calls it "routing universe".
                pub identifier: u64,
                ;
                /// The TLVs.
                pub tlvs: $tlvs<B>,
            } text |nlri, f| $crate::bgp::nlri::link_state::nlri::write(nlri.protocol_id, nlri.identifier, &nlri.tlvs, f);
        }
    };
}
pub(super) use nlri;

/// A TLV in the text of a route: without its name if its value tells it.
pub(super) trait Brief {
    fn brief(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result;
}

/// TLVs with blanks between them.
pub(super) struct Spaced<'a, T: Element, B: AsRef<[u8]>>(pub(super) &'a List<T, B>);

impl<T, B: AsRef<[u8]>> fmt::Display for Spaced<'_, T, B>
where
    T: for<'s> Element<Error<'s> = Malformed<&'s [u8]>>,
    for<'s> T::At<'s>: Brief,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut between = "";
        for element in self.0.entries() {
            f.write_str(between)?;
            match element {
                Ok(element) => element.brief(f)?,
                Err(malformed) => write!(f, "malformed {}", malformed.octets)?,
            }
            between = " ";
        }
        Ok(())
    }
}

/// Writes the text of an NLRI: protocol, identifier if it is not the default, TLVs.
pub(super) fn write<T, B: AsRef<[u8]>>(
    protocol_id: super::ProtocolId,
    identifier: u64,
    tlvs: &List<T, B>,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result
where
    T: for<'s> Element<Error<'s> = Malformed<&'s [u8]>>,
    for<'s> T::At<'s>: Brief,
{
    protocol_id.fmt(f)?;
    crate::net::write_if(identifier != 0, format_args!(" identifier {identifier}"), f)?;
    if tlvs.is_empty() {
        return Ok(());
    }
    write!(f, " {}", Spaced(tlvs))
}

/// Returns a list of TLVs in the order that RFC 9552, section 5.1, requires: by type, then length, then value. That is the
/// order of their bytes.
pub(super) fn ordered<T>(tlvs: impl IntoIterator<Item = T>) -> Result<List<T>, EncodeError>
where
    T: Element<Context = ()> + Encode,
{
    let tlvs = tlvs.into_iter().map(|tlv| tlv.to_vec());
    let mut tlvs = tlvs.collect::<Result<Vec<_>, _>>()?;
    tlvs.sort();
    Ok(List::within(tlvs.concat(), ()))
}
