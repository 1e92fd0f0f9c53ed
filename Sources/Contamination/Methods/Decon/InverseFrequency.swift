import Glibc

/// The inverse document frequency of what stands in some of so many items: ln((items + 1) / having).
func inverseFrequency(items: Int, having: Int) -> Double {
  log(Double(items + 1) / Double(having))
}
