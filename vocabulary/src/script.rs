//! Digits as the world writes them.

/// Returns the value of a decimal digit of any script a trader's keyboard may hold, or `None` for any other character.
///
/// Each script keeps its ten digits in one run (Unicode general category `Nd`), so the first of the run is enough.
pub fn western_digit(character: char) -> Option<u8> {
    const ZEROS: [u32; 14] = [
        0x0030, // Western
        0x0660, // Arabic-Indic
        0x06F0, // Extended Arabic-Indic (Persian, Urdu)
        0x07C0, // N'Ko
        0x0966, // Devanagari
        0x09E6, // Bengali
        0x0A66, // Gurmukhi
        0x0AE6, // Gujarati
        0x0BE6, // Tamil
        0x0C66, // Telugu
        0x0E50, // Thai
        0x1040, // Myanmar
        0x17E0, // Khmer
        0xFF10, // full width, as Chinese and Japanese keyboards type them
    ];
    let point = u32::from(character);
    ZEROS.iter().find(|zero| (**zero..**zero + 10).contains(&point)).map(|zero| (point - zero) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digit_of_any_script_has_its_value() {
        for (digit, value) in [('7', 7), ('٧', 7), ('۷', 7), ('७', 7), ('７', 7), ('០', 0), ('๙', 9)] {
            assert_eq!(western_digit(digit), Some(value), "{digit}");
        }
        assert_eq!(western_digit('x'), None);
        assert_eq!(western_digit('七'), None);
    }
}
