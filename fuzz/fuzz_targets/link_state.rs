//! See `src/targets/link_state.rs`.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| bmp_codec_fuzz::targets::link_state(input));
