using System.Text.Json.Nodes;

namespace AgentSched.Tests.Api.OpenApi;

/// <summary>The check that the other tests lean on sees what is wrong.</summary>
public sealed class SchemaCheckTests
{
    private const string Schema = """{"type":"object","required":["a"],"properties":{"a":{"type":"integer","minimum":1,"maximum":3},"b":{"type":["string","null"],"maxLength":2}}}""";

    [Theory]
    [InlineData(Schema, """{"a":1,"b":null}""", null)]
    [InlineData(Schema, """{"a":3,"b":"xy"}""", null)]
    [InlineData(Schema, """{"b":"x"}""", "$.a is missing")]
    [InlineData(Schema, """{"a":4}""", "$.a 4 is outside 1–3")]
    [InlineData(Schema, """{"a":1.5}""", "$.a is 1.5, not integer")]
    [InlineData(Schema, """{"a":1,"b":"xyz"}""", "$.b has 3 characters")]
    [InlineData(Schema, """{"a":1,"c":1}""", "$.c is not described")]
    [InlineData("""{"type":"object","allOf":[{"properties":{"a":{"type":"string"}}},{"properties":{"b":{"type":"string"}}}]}""", """{"a":"","b":"","c":""}""", "$.c is not described")]
    [InlineData("""{"anyOf":[{"type":"object","properties":{"a":{"type":"string"}}},{"type":"null"}]}""", """{"b":1}""", "$ fits 0 of 2 choices: $.b is not described | $ is {\"b\":1}, not null")]
    [InlineData("""{"type":"object","properties":{"a":{}},"additionalProperties":true}""", """{"b":1}""", null)]
    [InlineData("""{"type":"array","maxItems":1,"items":{"enum":["x"]}}""", """["x","y"]""", "$ has 2 entries; $[1] \"y\" is not one of [\"x\"]")]
    [InlineData("""{"type":"string","format":"duration","x-maximum":"PT2H"}""", "\"PT3H\"", "$ PT3H is outside –PT2H")]
    [InlineData("""{"type":"string","format":"date-time"}""", "\"2026-02-30T00:00:00Z\"", "$ \"2026-02-30T00:00:00Z\" is not of format date-time")]
    [InlineData("""{"const":true}""", "false", "$ false is not true")]
    public void It_sees_what_is_wrong(string schema, string value, string? wrong) =>
        Assert.Equal(wrong ?? string.Empty, string.Join("; ", SchemaCheck.Errors(JsonNode.Parse(value), JsonNode.Parse(schema)!.AsObject())));
}
