// SPDX-License-Identifier: Apache-2.0
//! Chance that comes out the same every time, for simulations.

/// Numbers that look random and are the same in every run: SplitMix64.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// One of the numbers below `bound`.
    pub fn below(&mut self, bound: u32) -> u32 {
        u32::try_from(self.draw() % u64::from(bound)).expect("it is below 2^32")
    }

    /// One of the numbers from `-spread` to `spread`.
    pub fn around(&mut self, spread: i32) -> i32 {
        let width = u32::try_from(2 * spread + 1).expect("a spread is not negative");
        i32::try_from(self.below(width)).expect("it is below 2^31") - spread
    }
}
