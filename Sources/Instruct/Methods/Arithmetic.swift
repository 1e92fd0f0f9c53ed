/// Finds equations between whole numbers that do not hold, such as `3 + 4 = 8`.
///
/// Only what is certain counts: a chain of whole numbers with + - * / x × · ÷ between them, an equals
/// sign and one whole number, with nothing before or after that could belong to a larger expression,
/// every division exact. Numbers of noughts and ones alone may be binary. Everything else passes.
enum Arithmetic {
  /// Words that make the number beside them part of a larger expression.
  private static let reckoning: Set<String> = [
    "by", "cos", "log", "minus", "mod", "modulo", "of", "over", "plus", "point", "root", "sin",
    "sqrt", "squared", "tan", "times",
  ]

  private enum Token: Equatable {
    case number(Int)
    case operation(Character)
    case equals
    /// Ordinary words and sentence marks: an expression may begin or end here.
    case border
    /// Variables, brackets, percent signs, decimal fractions, words of reckoning: no certain reading.
    case other
  }

  /// The first false equation as it stands in the text.
  static func falseEquation(in text: String) -> String? {
    for line in text.split(whereSeparator: \.isNewline) where line.contains("=") {
      let tokens = tokens(of: Array(line))
      for (index, entry) in tokens.enumerated() where entry.token == .equals {
        guard let equation = equation(tokens, at: index), !equation.holds else { continue }
        return String(Array(line)[equation.range])
      }
    }
    return nil
  }

  private static func equation(
    _ tokens: [(token: Token, range: Range<Int>)], at equals: Int
  ) -> (holds: Bool, range: Range<Int>)? {
    guard equals + 1 < tokens.count, case .number(let right) = tokens[equals + 1].token,
      equals + 2 == tokens.count || tokens[equals + 2].token == .border
    else { return nil }
    var start = equals
    var operands: [Int] = []
    var operations: [Character] = []
    while start >= 1, case .number(let operand) = tokens[start - 1].token {
      operands.insert(operand, at: 0)
      start -= 1
      guard start >= 1, case .operation(let operation) = tokens[start - 1].token else { break }
      operations.insert(operation, at: 0)
      start -= 1
    }
    guard !operations.isEmpty, operands.count == operations.count + 1,
      start == 0 || tokens[start - 1].token == .border,
      let left = value(operands, operations),
      !(operands + [right]).allSatisfy(couldBeBinary)
    else { return nil }
    return (left == right, tokens[start].range.lowerBound..<tokens[equals + 1].range.upperBound)
  }

  private static func couldBeBinary(_ value: Int) -> Bool {
    String(value).allSatisfy { $0 == "0" || $0 == "1" }
  }

  /// Products before sums; nil on overflow or a division with a remainder.
  private static func value(_ operands: [Int], _ operations: [Character]) -> Int? {
    var sum = 0
    var product = operands[0]
    for (operation, operand) in zip(operations, operands.dropFirst()) {
      switch operation {
      case "+", "-":
        let (value, overflow) = sum.addingReportingOverflow(product)
        if overflow { return nil }
        sum = value
        product = operation == "+" ? operand : -operand
      case "/":
        guard operand != 0, product.isMultiple(of: operand) else { return nil }
        product /= operand
      default:
        let (value, overflow) = product.multipliedReportingOverflow(by: operand)
        if overflow { return nil }
        product = value
      }
    }
    let (value, overflow) = sum.addingReportingOverflow(product)
    return overflow ? nil : value
  }

  private static func tokens(of text: [Character]) -> [(token: Token, range: Range<Int>)] {
    var tokens: [(token: Token, range: Range<Int>)] = []
    var index = 0
    while index < text.count {
      let start = index
      if let token = token(text, &index) { tokens.append((token, start..<index)) }
    }
    return tokens
  }

  /// The token at `index`, which moves behind it; nil for a space.
  private static func token(_ text: [Character], _ index: inout Int) -> Token? {
    let character = text[index]
    if character.isASCII, character.isNumber { return number(text, &index) }
    if character.isLetter, character != "x" || text[(index + 1)...].first?.isLetter == true {
      let word = String(text[index...].prefix(while: \.isLetter))
      index += word.count
      return word.count < 2 || reckoning.contains(word.lowercased()) ? .other : .border
    }
    index += 1
    switch character {
    case " ", "\t": return nil
    case "=": return .equals
    case "+", "-", "*", "/": return .operation(character)
    case "x", "×", "·", "⋅": return .operation("*")
    case "÷": return .operation("/")
    case "−": return .operation("-")
    case ".", ",", ";", ":", "!", "?", "\"": return .border
    default: return .other
    }
  }

  /// A whole number with optional commas between thousands; `other` for anything else.
  private static func number(_ text: [Character], _ index: inout Int) -> Token {
    var digits = ""
    var isWhole = true
    while index < text.count {
      let character = text[index]
      let next = index + 1 < text.count ? text[index + 1] : " "
      if character.isASCII, character.isNumber {
        digits.append(character)
      } else if (character == "," || character == "."), next.isASCII, next.isNumber {
        if character == "." || !hasThreeDigits(text, after: index) { isWhole = false }
      } else {
        break
      }
      index += 1
    }
    guard isWhole, let value = Int(digits), value < 1 << 62 else { return .other }
    return .number(value)
  }

  private static func hasThreeDigits(_ text: [Character], after index: Int) -> Bool {
    let group = text[(index + 1)...].prefix { $0.isASCII && $0.isNumber }
    return group.count == 3
  }
}
