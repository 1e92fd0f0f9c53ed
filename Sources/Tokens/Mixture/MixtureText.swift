internal import Pipelines

/// What a planned mixture has to say in words: limits that bind, repetition, what cannot be met.
struct MixtureText {
  let settings: MixtureSettings
  /// Most tokens of each source.
  let limits: [Double]

  func notes(_ shares: [MixtureShare], budget: Int) -> [String] {
    var notes: [String] = []
    let inProportion =
      settings.chosenMethod == .unimax ? "in equal parts" : "in proportion to their weights"
    let areAllCapped = shares.allSatisfy { $0.isCapped || $0.askedFraction == 0 }
    for share in shares where share.askedFraction > 0 || share.source.tokens > 0 {
      let name = share.source.name
      if share.askedFraction > 0, share.source.tokens == 0 {
        notes.append("'\(name)' has no tokens left; its weight goes to the others")
      } else if share.isCapped {
        notes.append(
          "'\(name)' is capped at \(limit(name)) and gives \(Self.grouped(share.tokens)) tokens"
            + (areAllCapped
              ? ""
              : "; what it cannot give goes to the uncapped sources \(inProportion)"))
      } else if share.tokens > 0, settings.fraction(of: name) < 1 {
        notes.append(
          "'\(name)' gives \(Self.short(settings.fraction(of: name))) of its documents "
            + "(maximumFraction); the rest stays unused")
      }
      if share.repetition > MixtureSettings.warningEpochs * (1 + 1e-9) {
        notes.append(
          "'\(name)' is repeated \(Self.short(share.repetition)) times; beyond 4 epochs repeated "
            + "data lose their worth (Muennighoff et al. 2023)")
      }
    }
    let total = shares.reduce(0) { $0 + $1.tokens }
    if shares.contains(where: { $0.askedFraction > 0 }), total + shares.count < budget {
      notes.append(
        "every source is capped: \(Self.grouped(total)) tokens in place of \(Self.grouped(budget)); "
          + "raise maximumEpochs or lower the budget")
    }
    return notes
  }

  /// The refusal of a target that no repetition allowed can meet.
  func shortfall(_ shares: [MixtureShare], asked: Int) -> SettingsProblem {
    let used = zip(shares, limits).filter { $0.0.askedFraction > 0 }
    let most = used.reduce(0) { $0 + $1.1 }
    let limits = used.map { share, limit in
      "\(share.source.name) \(Self.grouped(Int(limit))) (\(self.limit(share.source.name)) of "
        + "\(Self.grouped(share.source.tokens)))"
    }
    return SettingsProblem(
      "tokens",
      "is \(Self.grouped(asked)), but the sources give at most \(Self.grouped(Int(most))): "
        + "\(limits.joined(separator: ", ")); lower it, raise maximumEpochs or maximumFraction, or set "
        + "allowSmaller: true")
  }

  func tooManyEpochs(_ share: MixtureShare) -> SettingsProblem {
    SettingsProblem(
      settings.chosenMethod == .epochs ? "epochs" : "maximumEpochs",
      "lets '\(share.source.name)' be repeated \(Self.short(share.repetition)) times; beyond 40 "
        + "repetition adds about nothing (Muennighoff et al. 2023): allow fewer, or set force: true"
    )
  }

  private func limit(_ name: String) -> String {
    let epochs = Self.short(settings.maximumEpochs(of: name)) + " epochs"
    let fraction = settings.fraction(of: name)
    return fraction < 1 ? epochs + " over \(Self.short(fraction)) of its documents" : epochs
  }

  /// At most two decimals, none where there are none.
  static func short(_ value: Double) -> String {
    let rounded = (value * 100).rounded() / 100
    return rounded == rounded.rounded() && rounded.magnitude < 1e15
      ? "\(Int(rounded))" : "\(rounded)"
  }

  /// Thousands separated.
  static func grouped(_ value: Int) -> String {
    let digits = Array(String(value))
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0, digits[index - 1] != "-" { text.append(",") }
      text.append(digit)
    }
    return text
  }
}
