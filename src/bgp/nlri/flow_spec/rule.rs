//! [`Rule`]: builds a flow specification, also from text.

use core::fmt;
use core::marker::PhantomData;
use core::str::FromStr;

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use crate::bgp::nlri::flow_spec::{
    FlowSpec, Ipv4Rules, Ipv6Rules, L2Rules, LIMIT, Rules, VpnFlowSpec,
};
use crate::net::{ParseError, RouteDistinguisher};
use crate::wire::{Encode, EncodeError};

/// A builder of a rule for IPv4 packets.
pub type Ipv4Rule = Rule<Ipv4Rules>;

/// A builder of a rule for IPv6 packets.
pub type Ipv6Rule = Rule<Ipv6Rules>;

/// A builder of a rule for Ethernet frames.
pub type L2Rule = Rule<L2Rules>;

/// A builder of a rule. Set the components in any order: the rule has them in the order of their types, without
/// duplicates.
///
/// ```
/// use bmp_codec::bgp::nlri::flow_spec::{Bitmask, Ipv4Rule, TcpFlags};
///
/// let rule = Ipv4Rule::new()
///     .destination("192.0.2.0/24".parse()?)
///     .protocol(6)
///     .port(1024..=2048)
///     .tcp_flags([Bitmask::all(TcpFlags::SYN), Bitmask::none(TcpFlags::ACK).and()])
///     .build()?;
/// let text = "dst 192.0.2.0/24 proto =6 port >=1024 & <=2048 tcp-flags =syn & !ack";
/// assert_eq!(rule.to_string(), text);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Rule<R> {
    /// The components by their types, without the type itself.
    components: BTreeMap<u8, Result<Vec<u8>, EncodeError>>,
    rules: PhantomData<fn() -> R>,
}

impl<R> fmt::Debug for Rule<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Rule").field(&self.components).finish()
    }
}

impl<R: Rules> Default for Rule<R> {
    fn default() -> Rule<R> {
        Rule::new()
    }
}

impl<R: Rules> Rule<R> {
    /// Returns a builder without components.
    #[must_use]
    pub fn new() -> Rule<R> {
        Rule {
            components: BTreeMap::new(),
            rules: PhantomData,
        }
    }

    /// Sets a component. A component without any values is ignored.
    pub(super) fn with(mut self, component_type: u8, value: &impl Encode) -> Rule<R> {
        if value.encoded_len() == 0 {
            self.components.remove(&component_type);
        } else {
            self.components.insert(component_type, value.to_vec());
        }
        self
    }

    /// Sets a component that must not be there yet.
    pub(super) fn once(
        self,
        component_type: u8,
        value: &impl Encode,
    ) -> Result<Rule<R>, ParseError> {
        if self.components.contains_key(&component_type) {
            return Err(ParseError("a rule that has each component once"));
        }
        Ok(self.with(component_type, value))
    }

    /// Builds the rule.
    ///
    /// # Errors
    /// [`EncodeError::TooLong`] if the rule has more than 4095 bytes.
    pub fn build(self) -> Result<FlowSpec<R>, EncodeError> {
        let mut octets = Vec::new();
        for (component_type, value) in self.components {
            octets.push(component_type);
            octets.append(&mut value?);
        }
        match octets.len() {
            0..=LIMIT => Ok(FlowSpec::unchecked(octets, false)),
            length => Err(EncodeError::TooLong {
                what: "flow specification",
                length,
                limit: LIMIT,
            }),
        }
    }

    /// Builds the rule for a VPN.
    ///
    /// # Errors
    /// [`EncodeError::TooLong`] if the rule has more than 4095 bytes. The same limit applies to the rule with its route
    /// distinguisher, but that is only checked when it is encoded.
    pub fn build_vpn(self, rd: RouteDistinguisher) -> Result<VpnFlowSpec<R>, EncodeError> {
        let rule = self.build()?;
        Ok(VpnFlowSpec { rd, rule })
    }
}

/// Parses the text of a rule, with components in any order. The rule is canonical.
impl<R: Rules> FromStr for FlowSpec<R> {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<FlowSpec<R>, ParseError> {
        let mut words = text.split_whitespace().peekable();
        let mut rule = Rule::new();
        while let Some(name) = words.next() {
            let mut value = String::new();
            while let Some(word) = words.next_if(|word| !R::NAMES.contains(word)) {
                value.push_str(if value.is_empty() { "" } else { " " });
                value.push_str(word);
            }
            rule = R::parse(rule, name, &value)?;
        }
        if rule.components.is_empty() {
            return Err(ParseError("a flow specification"));
        }
        rule.build()
            .map_err(|_| ParseError("a flow specification of at most 4095 bytes"))
    }
}

/// Parses a route distinguisher and the text of a rule.
impl<R: Rules> FromStr for VpnFlowSpec<R> {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<VpnFlowSpec<R>, ParseError> {
        let (rd, rule) = text
            .trim_start()
            .split_once(char::is_whitespace)
            .ok_or(ParseError("a route distinguisher and a flow specification"))?;
        Ok(VpnFlowSpec {
            rd: rd.parse()?,
            rule: rule.parse()?,
        })
    }
}
