import Text

/// Decides over every record of a run, in item order, and writes both outputs.
struct Acceptance {
  private(set) var funnel = GenerationFunnel()
  private let settings: AlpacaSettings
  private let filters: PairFilters
  private let lines: PairRecords
  private let pairs: FinishedFile
  private let rejects: FinishedFile
  private var pool: NoveltyPool
  /// Names of the pool's texts, by ordinal.
  private var names: [String]
  private var recent = RecentYield()

  /// - Throws: `SettingError` for a similarity out of range; `JournalError` when a file cannot be made.
  init(
    settings: AlpacaSettings, seeds: [SeedTask], model: GeneratorModel, outputPath: String,
    rejectsPath: String
  ) throws {
    try settings.validate()
    self.settings = settings
    filters = PairFilters(settings)
    lines = PairRecords(model: model)
    let threshold = RougeThreshold(settings.maximumSimilarity, tie: settings.similarityTie)
    pool = NoveltyPool(
      threshold: threshold ?? .selfInstruct, tokenization: settings.similarityTokens)
    names = seeds.map(\.id)
    for seed in seeds { pool.add(pool.candidate(Array(seed.pair.instruction.utf8))) }
    pairs = try FinishedFile(path: outputPath)
    rejects = try FinishedFile(path: rejectsPath)
  }

  /// Whether the run has what it wanted, or cannot get it.
  var isFinished: Bool { isFull || funnel.requests >= settings.maximumRequests || isExhausted }

  private var isFull: Bool { funnel.accepted >= settings.pairs }

  private var isExhausted: Bool {
    recent.isBelow(settings.minimumYieldFraction, over: settings.yieldWindow)
  }

  /// Decides over one item and returns the pairs it brought.
  mutating func decide(_ item: FetchedItem) throws(JournalError) -> [SeedTask] {
    var kept: [SeedTask] = []
    for exchange in item.exchanges where funnel.requests < settings.maximumRequests {
      funnel.requests += 1
      funnel.promptTokens += exchange.reply.usage?.promptTokens ?? 0
      funnel.completionTokens += exchange.reply.usage?.completionTokens ?? 0
      kept += try decide(exchange)
    }
    if case .failed(let request, let identity, let message) = item.ending,
      funnel.requests < settings.maximumRequests
    {
      funnel.requests += 1
      funnel.reject(.requestFailed)
      try rejects.write(lines.failed(request, identity, message: message))
    }
    return kept
  }

  /// Gives the outputs their names.
  mutating func finish(_ ending: GenerationFunnel.Ending?) throws(JournalError) -> GenerationFunnel
  {
    funnel.ending =
      ending ?? (isFull ? .pairsReached : isExhausted ? .yieldTooLow : .requestsReached)
    try rejects.finish()
    try pairs.finish()
    return funnel
  }

  private mutating func decide(
    _ exchange: FetchedItem.Exchange
  ) throws(JournalError) -> [SeedTask] {
    guard exchange.holdsPairs else {
      let rule: PairRule = exchange.records.isEmpty ? .emptyReply : .unparsableReply
      funnel.reject(rule)
      recent.add(false, window: settings.yieldWindow)
      let line = lines.dropped(reply: exchange.reply.text, rule, exchange, record: nil)
      try rejects.write(line)
      return []
    }
    var kept: [SeedTask] = []
    for (place, record) in exchange.records.enumerated() {
      funnel.records += 1
      switch record {
      case .pair(let pair):
        if let task = try decide(pair, exchange, place) { kept.append(task) }
      case .incomplete(let text):
        try drop(text, .incompleteRecord, exchange, place)
      case .cut(let text):
        try drop(text, .cutRecord, exchange, place)
      }
    }
    return kept
  }

  private mutating func decide(
    _ pair: InstructionPair, _ exchange: FetchedItem.Exchange, _ place: Int
  ) throws(JournalError) -> SeedTask? {
    if isFull {
      try drop(pair, PairVerdict(rule: .beyondTarget), exchange, place, twin: nil)
      return nil
    }
    if let verdict = filters.verdict(on: pair) {
      try drop(pair, verdict, exchange, place, twin: nil)
      return nil
    }
    let candidate = pool.candidate(Array(pair.instruction.utf8))
    if candidate.tokenization == .unicode { funnel.unicodeTokenized += 1 }
    if !settings.disabledRules.contains(.rougeL), let match = pool.match(of: candidate) {
      let verdict = PairVerdict(
        rule: .rougeL, value: match.similarity.score, threshold: settings.maximumSimilarity)
      try drop(pair, verdict, exchange, place, twin: names[match.ordinal])
      return nil
    }
    let task = SeedTask(id: pair.identity.description, pair: pair)
    pool.add(candidate)
    names.append(task.id)
    funnel.accepted += 1
    recent.add(true, window: settings.yieldWindow)
    let line = lines.kept(pair, exchange, record: place, tokenization: candidate.tokenization)
    try pairs.write(line)
    return task
  }

  private mutating func drop(
    _ pair: InstructionPair, _ verdict: PairVerdict, _ exchange: FetchedItem.Exchange, _ place: Int,
    twin: String?
  ) throws(JournalError) {
    funnel.reject(verdict.rule)
    recent.add(false, window: settings.yieldWindow)
    try rejects.write(lines.dropped(pair, verdict, exchange, record: place, twin: twin))
  }

  private mutating func drop(
    _ text: String, _ rule: PairRule, _ exchange: FetchedItem.Exchange, _ place: Int
  ) throws(JournalError) {
    funnel.reject(rule)
    recent.add(false, window: settings.yieldWindow)
    try rejects.write(lines.dropped(reply: text, rule, exchange, record: place))
  }
}

/// The share of kept records among the last ones.
private struct RecentYield {
  private var kept: [Bool] = []
  private var next = 0
  private var keptCount = 0

  mutating func add(_ wasKept: Bool, window: Int) {
    if wasKept { keptCount += 1 }
    guard kept.count == window else {
      kept.append(wasKept)
      return
    }
    if kept[next] { keptCount -= 1 }
    kept[next] = wasKept
    next = (next + 1) % window
  }

  func isBelow(_ fraction: Double, over window: Int) -> Bool {
    kept.count == window && Double(keptCount) < fraction * Double(window)
  }
}
