import TestSupport

/// Random JSON documents for property tests, written with every spelling the grammar allows.
enum RandomJSON {
  /// A random text of plain, special and multi-byte characters.
  static func text(maximumLength: Int, _ random: inout SplitMix64) -> String {
    var scalars = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 0...maximumLength, using: &random) {
      let limit: UInt32 =
        [0x30, 0x80, 0x80, 0x800, 0x10000, 0x110000].randomElement(using: &random) ?? 1
      if let scalar = Unicode.Scalar(UInt32.random(in: 0..<limit, using: &random)) {
        scalars.append(scalar)
      }
    }
    return String(scalars)
  }

  /// A text as a JSON string with randomly chosen escapes.
  static func string(_ text: String, _ random: inout SplitMix64) -> String {
    var output = "\""
    for scalar in text.unicodeScalars {
      if scalar.value < 0x20 || scalar == "\"" || scalar == "\\"
        || Int.random(in: 0..<8, using: &random) == 0
      {
        for unit in String(scalar).utf16 {
          let digits = String(unit, radix: 16, uppercase: Bool.random(using: &random))
          output += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
      } else {
        output.unicodeScalars.append(scalar)
      }
    }
    return output + "\""
  }

  static func space(_ random: inout SplitMix64) -> String {
    ["", "", "", " ", "\t", " \r\n"].randomElement(using: &random) ?? ""
  }

  static func number(_ random: inout SplitMix64) -> String {
    let whole = ["0", "7", "-0", "-12", "305"].randomElement(using: &random) ?? "0"
    let fraction = ["", "", ".5", ".000", ".25"].randomElement(using: &random) ?? ""
    let exponent = ["", "", "e3", "E-2", "e+1"].randomElement(using: &random) ?? ""
    // JSONDecoder, the reference of the tests, does not read a zero with an exponent.
    return whole + fraction + (whole.hasSuffix("0") ? "" : exponent)
  }

  static func value(depth: Int, _ random: inout SplitMix64) -> String {
    switch Int.random(in: 0..<(depth > 0 ? 7 : 5), using: &random) {
    case 0: return ["true", "false", "null"].randomElement(using: &random) ?? "null"
    case 1: return number(&random)
    case 2...4: return string(text(maximumLength: 40, &random), &random)
    case 5:
      let items = (0..<Int.random(in: 0..<4, using: &random)).map { _ in
        space(&random) + value(depth: depth - 1, &random) + space(&random)
      }
      return "[" + items.joined(separator: ",") + "]"
    default: return object(depth: depth - 1, &random)
    }
  }

  static func object(depth: Int, _ random: inout SplitMix64) -> String {
    let fields = (0..<Int.random(in: 0..<5, using: &random)).map { index in
      let name = string("\(index)" + text(maximumLength: 5, &random), &random)
      return space(&random) + name + space(&random) + ":" + space(&random)
        + value(depth: depth, &random)
        + space(&random)
    }
    return "{" + (fields.isEmpty ? space(&random) : fields.joined(separator: ",")) + "}"
  }
}
