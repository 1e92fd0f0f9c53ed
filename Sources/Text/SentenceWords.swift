/// The short word lists of the sentence counter, lowercased and packed into eight bytes each.
enum SentenceWords {
  /// Words before a full stop that mostly goes on: titles, months, places, companies, references.
  static let abbreviations = packed(
    """
    dr mr mrs ms messrs prof hon gen col maj lt cmdr sen rep reps pres jr sr st ft ave
    jan feb mar apr aug sep sept oct nov dec mon tue tues wed thu thur fri inc ltd co corp cos bros cie
    vs v al fig figs pp
    a.m p.m u.s u.k u.n u.s.a d.c l.a n.y n.j n.c s.c ph.d
    ariz calif colo conn fla ga ill kan ky mass mich minn mo nev okla ore pa tenn tex va vt wash wis yr
    """)

  /// Words that, in upper case after an abbreviation, most often open a sentence.
  static let starters = packed(
    """
    the this that these those he she it they we you i in on at if when while but and so then there
    however although though since some many most as after before for according our his her its
    their my what how where why yet thus under both even also no not a an to from by with all
    """)

  /// Whether a word, lowercased, is in a list; words above eight bytes are in none.
  static func contains(
    _ bytes: UnsafePointer<UInt8>, _ first: Int, _ end: Int, in list: Set<UInt64>
  ) -> Bool {
    guard end > first, end &- first <= 8 else { return false }
    var word: UInt64 = 0
    for offset in first..<end {
      let byte = bytes[offset]
      word = word << 8 | UInt64(byte &- 0x41 < 26 ? byte | 0x20 : byte)
    }
    return list.contains(word)
  }

  private static func packed(_ list: StaticString) -> Set<UInt64> {
    var words: Set<UInt64> = []
    var word: UInt64 = 0
    list.withUTF8Buffer { bytes in
      for byte in bytes {
        if byte > 0x20 {
          word = word << 8 | UInt64(byte)
        } else if word != 0 {
          words.insert(word)
          word = 0
        }
      }
    }
    if word != 0 { words.insert(word) }
    return words
  }
}
