using Azure.Data.Tables;

namespace AgentSched.Tests.Support;

/// <summary>The check that each story's transactions pass finds what Azure refuses.</summary>
[Trait("shows", "one-world")]
public sealed class AzureLimitsTests
{
    [Fact]
    public void What_fits_passes() => Assert.Empty(AzureLimits.Problems("s00", [new TableEntity("s00", "a|b") { ["Text"] = new string('x', 32 * 1024), ["None"] = null }, new TableEntity("s00", "c")]));

    [Theory]
    [InlineData("operations")]
    [InlineData("twice")]
    [InlineData("partition")]
    [InlineData("key")]
    [InlineData("properties")]
    [InlineData("characters")]
    [InlineData("1500-01-01")]
    [InlineData("bytes")]
    public void What_Azure_refuses_is_named(string what)
    {
        TableEntity[] rows = what switch
        {
            "operations" => [.. Enumerable.Range(0, 101).Select(i => new TableEntity("s00", $"r{i}"))],
            "twice" => [new TableEntity("s00", "r"), new TableEntity("s00", "r")],
            "partition" => [new TableEntity("s01", "r")],
            "key" => [new TableEntity("s00", "a/b")],
            "properties" => [new TableEntity(Enumerable.Range(0, 253).Select(i => KeyValuePair.Create($"P{i}", (object)i)).ToDictionary()) { PartitionKey = "s00", RowKey = "r" }],
            "characters" => [new TableEntity("s00", "r") { ["Text"] = new string('x', 32 * 1024 + 1) }],
            "1500-01-01" => [new TableEntity("s00", "r") { ["At"] = new DateTimeOffset(1500, 1, 1, 0, 0, 0, TimeSpan.Zero) }],
            _ => [new TableEntity(Enumerable.Range(0, 20).Select(i => KeyValuePair.Create($"P{i}", (object)new string('x', 32 * 1024))).ToDictionary()) { PartitionKey = "s00", RowKey = "r" }],
        };
        Assert.Contains(what == "1500-01-01" ? "1500" : what, Assert.Single(AzureLimits.Problems("s00", rows)), StringComparison.Ordinal);
    }
}
