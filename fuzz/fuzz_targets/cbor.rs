//! See `src/targets/cbor.rs`.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| bmp_codec_fuzz::targets::cbor(input));
