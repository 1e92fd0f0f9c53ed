/// Writes fp32 tensors as a safetensors file; the byte diagram is in `SafetensorsHeader.swift`.
package enum SafetensorsWriter {
  /// A tensor to be written, its values made when their turn comes so that one copy exists at a time.
  package struct Tensor {
    package let name: String
    package let shape: [Int]
    package let values: () -> [Float]

    package init(name: String, shape: [Int], values: @escaping () -> [Float]) {
      self.name = name
      self.shape = shape
      self.values = values
    }
  }

  /// Tensors go to the file in the order given.
  ///
  /// Names must be free of quotes, backslashes and control characters, which tensor names are.
  ///
  /// - Throws: `ModelError` when the file cannot be written; nothing has its name then.
  package static func write(_ tensors: [Tensor], to path: String) throws {
    var members = ["\"__metadata__\":{\"format\":\"pt\"}"]
    var offset = 0
    for tensor in tensors {
      let end = offset + tensor.shape.reduce(4, *)
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      members.append(
        "\"\(tensor.name)\":{\"dtype\":\"F32\",\"shape\":[\(shape)],\"data_offsets\":[\(offset),\(end)]}"
      )
      offset = end
    }
    var header = Array("{\(members.joined(separator: ","))}".utf8)
    while header.count % 8 != 0 { header.append(UInt8(ascii: " ")) }
    let file = try AtomicFile(path)
    try withUnsafeBytes(of: UInt64(header.count).littleEndian) { try file.write($0) }
    try file.write(header)
    for tensor in tensors {
      let values = tensor.values()
      precondition(values.count == tensor.shape.reduce(1, *), "\(tensor.name) has another size")
      try values.withUnsafeBytes { try file.write($0) }
    }
    try file.commit()
  }
}
