//! See `src/targets/typed.rs`.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| bmp_codec_fuzz::targets::typed(input));
