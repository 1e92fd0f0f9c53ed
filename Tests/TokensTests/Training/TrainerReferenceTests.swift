import Testing
import Tokens

/// Training against `BpeTrainer` of Hugging Face tokenizers 0.23.3.
///
/// Their settings: `ByteLevel` pre-tokenizer without prefix space, its alphabet as the initial one,
/// `min_frequency` 2.
@Suite struct TrainerReferenceTests {
  /// Several scripts, digits, code, overlapping pairs and one word of 300 bytes.
  static let lines = [
    "The water wheel turns slowly; the wheel's water turns the mill, and the mill's wheel isn't still.",
    "Там, где река течёт медленно, вода течёт и течёт. 川の水は流れる、水は流れる。",
    "One 2026-11-21, two 2026-11-22, three 2026-11-23: 1,000,000 + 1,000 = 1,001,000.",
    "def turn(wheel):\n    return wheel.turn() + wheel.turn()\n\n\n    return wheel\t\t\n",
    String(repeating: "-", count: 300), "ababababab abababab ababab abab ab",
    "🙂🙂🙂 naïve café, naïve cafés",
  ]

  /// In the order of their rank, in the letters of a `tokenizer.json`; runs of hyphens as their length.
  static let merges = """
    -+- --+-- ----+---- --------+-------- ----------------+---------------- a+b h+e
    ab+ab 0+0 Ġ+t Ġ+w -32+-32 e+l r+n u+rn Ð+µ he+el Ñ+Ĥ Ġw+heel t+urn ã+Ĥ Ġ+Ð Ġ+Ġ 00+0
    0+2 1+1 2+02 i+l r+e Ð+° Ð+´ Ñ+ĩ Ñ+ĳ ã+ģ ð+Ł Ġ+1 Ġ+abab Ġ+ÑĤ Ġ+202 Ļ+Ĥ Ġt+he Ġt+urn
    -64+-64 Ðµ+Ñĩ il+l Ñĳ+ÑĤ ðŁ+ĻĤ ĠÑĤ+ÐµÑĩ Ġ202+6 ĠÑĤÐµÑĩ+ÑĳÑĤ '+s (+) a+f a+t a+Ã c+af
    e+r m+ill n+aÃ v+e ¯+æ ¯+ve °+´ µ+ģ ½+Ð Ã+© ã+Ģ æ+°´ Ċ+Ċ Ċ+ĠĠ Ġ++ Ġ+s Ġ+re Ġ+caf
    Ġ+mill Ġ+naÃ Į+ãĤ Ġw+at Ðµ+Ð ãĤ+ĮãĤ ãģ+¯æ Ġturn+s ðŁĻĤ+ðŁĻĤ µģ+ãĤĮãĤ æ°´+ãģ¯æ ĊĠĠ+Ġ
    Ġre+turn Ġcaf+Ã© ĠnaÃ+¯ve Ġwat+er µģãĤĮãĤ+ĭ æ°´ãģ¯æ+µģãĤĮãĤĭ
    """

  @Test("merges of a mixed text are the reference's, ties and long words included")
  func mergesEqualReference() throws {
    let vocabulary = try SmallVocabulary.train(size: 400, lines: Self.lines, special: [])
    let names = vocabulary.tokens.map { token in
      token.count > 20 && token.allSatisfy { $0 == UInt8(ascii: "-") }
        ? "-\(token.count)" : Self.letters(of: token)
    }
    let found = vocabulary.merges.map { "\(names[Int($0.left)])+\(names[Int($0.right)])" }
    #expect(found == Self.merges.split { $0 == " " || $0 == "\n" }.map(String.init))
  }

  /// A token in the printable letters that stand for bytes in vocabulary files (GPT-2's `encoder.py`).
  static func letters(of token: [UInt8]) -> String {
    let printable: [UInt8] = Array(33...126) + Array(161...172) + Array(174...255)
    let others = (0...255).map(UInt8.init).filter { !printable.contains($0) }
    return token.map { byte in
      let scalar = others.firstIndex(of: byte).map { 256 + $0 } ?? Int(byte)
      return Unicode.Scalar(scalar).map(String.init) ?? ""
    }.joined()
  }
}
