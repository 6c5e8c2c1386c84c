//! [`Writer`]: a buffer that has enough room for what is written.

use bytes::BufMut;

/// A buffer that has enough room for a value. [`Encode::encode`](crate::Encode::encode) checks the room and then passes
/// the buffer to [`Encode::put`](crate::Encode::put). Nothing else creates one.
///
/// Numbers are written in network byte order.
#[derive(Debug)]
#[repr(transparent)]
pub struct Writer<B>(B);

impl<B: BufMut> Writer<B> {
    /// `out` must have room for everything that is written.
    #[inline(always)]
    pub(crate) fn with_room(out: B) -> Writer<B> {
        Writer(out)
    }

    /// Writes a `u8`.
    #[inline(always)]
    pub fn put_u8(&mut self, number: u8) {
        self.0.put_u8(number);
    }

    /// Writes a `u16`.
    #[inline(always)]
    pub fn put_u16(&mut self, number: u16) {
        self.0.put_u16(number);
    }

    /// Writes a `u32`.
    #[inline(always)]
    pub fn put_u32(&mut self, number: u32) {
        self.0.put_u32(number);
    }

    /// Writes a `u64`.
    #[inline(always)]
    pub fn put_u64(&mut self, number: u64) {
        self.0.put_u64(number);
    }

    /// Writes bytes unchanged.
    #[inline(always)]
    pub fn put_slice(&mut self, octets: &[u8]) {
        self.0.put_slice(octets);
    }
}
