//! Mirrored messages as lines.

use std::io;

use bmp_codec::Malformed;
use bmp_codec::bgp;
use bmp_codec::bgp::error_action::ErrorContext;
use bmp_codec::bmp::MirroringTlv;

use super::Lines;
use crate::dump::events;
use crate::dump::hex::Hex;

/// A TLV of Route Mirroring, or a malformed one.
pub(super) type Entry<'a> = Result<MirroringTlv<&'a [u8]>, Malformed<&'a [u8]>>;

impl Lines<'_> {
    /// Writes lines about TLVs with these bytes.
    pub(super) fn mirroring<'m>(
        &mut self,
        octets: &[u8],
        tlvs: impl Iterator<Item = Entry<'m>>,
    ) -> io::Result<()> {
        const MARK: &str = "mirror ";
        let everything = !self.filter.is_about_routes();
        let base = self.place.offset_of(octets);
        for tlv in tlvs {
            match tlv {
                Ok(MirroringTlv::BgpMessage(Ok(bgp::Message::Update(update)))) => {
                    self.update(MARK, &update, None)?;
                    self.explain(&update, ErrorContext::default())?;
                }
                Ok(MirroringTlv::BgpMessage(Err(malformed))) => {
                    self.error(&malformed.error, base, &malformed.octets)?;
                    self.explain_malformed(&malformed.error)?;
                }
                Err(malformed) => self.error(&malformed.error, base, &malformed.octets)?,
                Ok(_) if !everything => {}
                Ok(MirroringTlv::BgpMessage(Ok(message))) => {
                    let text = events::mirrored(&message);
                    self.line(&format!("{MARK}{text}{}", self.mirror_tail))?;
                    if let bgp::Message::Open(open) = message {
                        self.open(&open)?;
                    }
                }
                Ok(MirroringTlv::Information(what)) => {
                    self.line(&format!("{MARK}{what}{}", self.mirror_tail))?;
                }
                Ok(MirroringTlv::Unknown(tlv)) => {
                    let octets = Hex(&tlv.octets);
                    self.line(&format!("{MARK}TLV {} {octets}", tlv.tlv_type))?;
                }
                Ok(other) => self.line(&format!("{MARK}{other:?}"))?,
            }
        }
        Ok(())
    }
}
