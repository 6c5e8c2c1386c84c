//! EXTENDED COMMUNITIES ([RFC 4360](https://www.rfc-editor.org/rfc/rfc4360)).

use alloc::vec::Vec;

use crate::bgp::attribute::Broken;
use crate::bgp::attribute::breach::stronger;
use crate::bgp::extended_community::{ExtendedCommunity, ExtendedCommunityValue as Of};
use crate::bgp::extended_community::{MulticastFlags, OriginValidation};
use crate::wire::{Array, Breach};

/// EXTENDED COMMUNITIES: typed marks, such as route targets.
///
/// ```
/// use bmp_codec::{Decode, bgp::attribute::{ExtendedCommunities, ExtendedCommunity}};
///
/// let list = ExtendedCommunities::from_octets(&[0, 2, 0xfd, 0xe8, 0, 0, 0, 1])?;
/// assert!(list.contains(ExtendedCommunity::route_target(65000, 1)));
/// assert_eq!(list.to_string(), "rt:65000:1");
/// # Ok::<(), bmp_codec::DecodeError>(())
/// ```
pub type ExtendedCommunities<B = Vec<u8>> = Array<ExtendedCommunity, B>;

impl ExtendedCommunities<&[u8]> {
    /// An SFC classifier must be the only action of a flow specification
    /// ([RFC 9015, section 7.4](https://www.rfc-editor.org/rfc/rfc9015#section-7.4)). Receivers ignore a community whose
    /// state is not defined ([RFC 8097, section 2](https://www.rfc-editor.org/rfc/rfc8097#section-2)), and one without
    /// flags ([RFC 9251, section 9.4](https://www.rfc-editor.org/rfc/rfc9251#section-9.4)).
    pub(super) fn broken(&self) -> Option<Broken> {
        let (mut ignored, mut classifier, mut has_others) = (None, None, false);
        for (place, community) in self.iter().enumerate() {
            // Most communities have none of these types.
            if !matches!(community.kind(), 0x06 | 0x43 | 0x80..=0x82) {
                continue;
            }
            let breach = match community.value() {
                Of::OriginValidationState(state) => {
                    let undefined = matches!(state.state, OriginValidation::Unknown(_));
                    undefined.then_some(Breach::ORIGIN_VALIDATION_STATE)
                }
                // Later RFCs define further flags.
                Of::MulticastFlags(multicast) => {
                    let none = multicast.flags == MulticastFlags(0);
                    none.then_some(Breach::MULTICAST_FLAGS)
                }
                Of::SfcClassifier(_) => {
                    classifier = classifier.or(Some(8 * place));
                    None
                }
                Of::TrafficRateBytes(_)
                | Of::TrafficRatePackets(_)
                | Of::TrafficAction(_)
                | Of::Redirect(_)
                | Of::TrafficMarking(_) => {
                    has_others = true;
                    None
                }
                _ => None,
            };
            ignored = ignored.or(breach.map(|breach| (8 * place, breach)));
        }
        let classifier = classifier.filter(|_| has_others);
        stronger(
            ignored,
            classifier.map(|at| (at, Breach::SFC_CLASSIFIER_ACTIONS)),
        )
    }
}
