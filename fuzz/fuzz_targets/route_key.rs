//! See `src/targets/route_key.rs`.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| bmp_codec_fuzz::targets::route_key(input));
