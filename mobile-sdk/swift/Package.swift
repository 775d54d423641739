// swift-tools-version: 6.0
import PackageDescription

let package = Package(
    name: "FingertipSdk",
    platforms: [.iOS(.v15), .macOS(.v12)],
    products: [.library(name: "FingertipSdk", targets: ["FingertipSdk"])],
    targets: [
        .systemLibrary(name: "FingertipSdkFFI", path: "Sources/FingertipSdkFFI"),
        // What is generated is Swift 5: compilers of Swift 6.0 end on its asynchronous callbacks in the mode of 6.
        .target(
            name: "FingertipSdkGenerated", dependencies: ["FingertipSdkFFI"], swiftSettings: [.swiftLanguageMode(.v5)],
            linkerSettings: [.linkedLibrary("fingertip_sdk")]),
        .target(name: "FingertipSdk", dependencies: ["FingertipSdkGenerated"], swiftSettings: [.swiftLanguageMode(.v6)]),
        .executableTarget(name: "journey", dependencies: ["FingertipSdk"], swiftSettings: [.swiftLanguageMode(.v6)]),
        .testTarget(name: "FingertipSdkTests", dependencies: ["FingertipSdk"], swiftSettings: [.swiftLanguageMode(.v6)]),
    ]
)
