using Xunit.Sdk;
using Xunit.v3;

namespace AgentSched.Tests.Support;

/// <summary>What takes a minute or more goes first, so that no single collection still runs when all others are done.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long =
    [
        "KillTests", "ProofTests", "SharedHost", "DashboardHost", "QuickstartTests", "StormTests", "FaultyStorageTests", "TwoHostsTests", "YearTests", "AheadTests", "ProcessTests", "FuzzTests", "LostAnswerTests",
    ];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(collection => Array.FindIndex(Long, name => collection.TestCollectionDisplayName.Contains(name, StringComparison.Ordinal)) is var at and >= 0 ? at : Long.Length)];
}
