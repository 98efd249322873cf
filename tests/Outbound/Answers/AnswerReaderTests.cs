using System.IO.Compression;
using System.Text;
using System.Text.Json;
using AgentSched.Model.Runs;
using AgentSched.Outbound.Answers;

namespace AgentSched.Tests.Outbound.Answers;

/// <summary>An answer that is read once, forwards and in pieces says the same as one that is read whole.</summary>
[Trait("shows", "runs")]
public sealed class AnswerReaderTests
{
    private static readonly AnswerShape Shape = AnswerShape.Of("response", "execution_log", "detail", "detail.message", "metadata.cost_usd", "metadata.tokens", "choices[0].text", "name");

    [Theory] // the document, and what is found: response, log, detail, detail.message, cost, choices[0].text
    [InlineData("""{"response":"hi","execution_log":[1, 2],"metadata":{"cost_usd":0.25}}""", "hi", "[1, 2]", null, null, "0.25", null)]
    [InlineData("""  { "execution_log" : { "a" : [ { } , [ ] ] } , "response" : "" }  """, "", """{ "a" : [ { } , [ ] ] }""", null, null, null, null)]
    [InlineData("""{"response":"a\"b\\\/\b\f\n\r\tä\u00e4\ud83d\ude00😀"}""", "a\"b\\/\b\f\n\r\tää😀😀", null, null, null, null, null)]
    [InlineData("""{"response":"\ud83d x \ude00 \ud83d\ud83d\ude00\ud83d"}""", "\uFFFD x \uFFFD \uFFFD😀\uFFFD", null, null, null, null, null)] // halves of characters
    [InlineData("""{"response":"a\u0000b"}""", "a\uFFFDb", null, null, null, null, null)] // no store takes it
    [InlineData("""{"respons\u0065":"x"}""", "x", null, null, null, null, null)]
    [InlineData("""{"response":5,"execution_log":"text","metadata":[],"detail":null}""", null, null, null, null, null, null)] // other types: not said
    [InlineData("""{"response":"first","response":"second","execution_log":[1],"execution_log":[2]}""", "first", "[1]", null, null, null, null)]
    [InlineData("""{"metadata":{"response":"inner","execution_log":[1],"cost_usd":1e-5}}""", null, null, null, null, "0.00001", null)]
    [InlineData("""{"execution_log":[{"response":"inner","metadata":{"cost_usd":3}}],"response":"outer"}""", "outer", """[{"response":"inner","metadata":{"cost_usd":3}}]""", null, null, null, null)]
    [InlineData("""{"detail":"text"}""", null, null, "text", null, null, null)]
    [InlineData("""{"detail":{"message":"text","other":{"message":"no"}}}""", null, null, null, "text", null, null)]
    [InlineData("""{"choices":[{"text":"one"},{"text":"two"}]}""", null, null, null, null, null, "one")]
    [InlineData("""{"choices":["x",{"text":"two"}]}""", null, null, null, null, null, null)]
    [InlineData("""{"metadata":{"cost_usd":-1}}""", null, null, null, null, null, null)]
    [InlineData("""{"metadata":{"cost_usd":1e300}}""", null, null, null, null, null, null)]
    [InlineData("""{"metadata":{"cost_usd":true}}""", null, null, null, null, null, null)]
    [InlineData("""{"response":"x","metadata":{"cost_usd":NaN,"tokens":-Infinity},"name":Infinity}""", "x", null, null, null, null, null)] // as Python writes them
    [InlineData("""{"metadata":{"cost_usd":0.1},"metadata":{"cost_usd":0.2}}""", null, null, null, null, "0.1", null)]
    [InlineData("{}", null, null, null, null, null, null)]
    [InlineData("\uFEFF{\"response\":\"x\"}", "x", null, null, null, null, null)] // a byte order mark
    public async Task The_fields_of_an_object_are_found_wherever_the_pieces_break(
        string json, string? response, string? log, string? detail, string? message, string? cost, string? text)
    {
        for (var size = 1; size <= 40; size++)
        {
            using var reader = new AnswerReader(Shape);
            Assert.Equal(AnswerForm.Object, await ReadAsync(reader, Encoding.UTF8.GetBytes(json), size));
            var answer = reader.Give(new());
            Assert.Equal(response, answer.Response);
            Assert.Equal(log, answer.Log is null ? null : Unpack(answer.Log));
            Assert.Equal((detail, message), (reader.Fields.Text("detail"), reader.Fields.Text("detail.message")));
            Assert.Equal(cost is null ? null : decimal.Parse(cost), reader.Fields.Usd("metadata.cost_usd"));
            Assert.Equal(text, reader.Fields.Text("choices[0].text"));
            answer.Log?.Dispose();
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("<html>")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("5")]
    [InlineData("{")]
    [InlineData("""{"response":"x" """)] // breaks off
    [InlineData("""{"response":"x""")]
    [InlineData("""{"response":"x"}}""")]
    [InlineData("""{"response":"x"}{}""")]
    [InlineData("""{"response":"x",}""")]
    [InlineData("""{"response" "x"}""")]
    [InlineData("""{response:"x"}""")]
    [InlineData("""{"a":[1,]}""")]
    [InlineData("""{"a":[1 2]}""")]
    [InlineData("""{"a":[}""")]
    [InlineData("""{"a":tru}""")]
    [InlineData("""{"a":True}""")]
    [InlineData("""{"a":nan}""")]
    [InlineData("""{"a":-Inf}""")]
    [InlineData("""{"a":01}""")]
    [InlineData("""{"a":1.}""")]
    [InlineData("""{"a":1.2.3}""")]
    [InlineData("""{"a":-}""")]
    [InlineData("""{"a":1e}""")]
    [InlineData("""{"a":+1}""")]
    [InlineData("""{"a":"\x"}""")]
    [InlineData("""{"a":"\u12g4"}""")]
    [InlineData("{\"a\":\"line\nbreak\"}")]
    [InlineData("""{"a":1}//""")]
    public async Task What_is_no_object_or_no_json_is_told(string text)
    {
        for (var size = 1; size <= 7; size++)
        {
            using var reader = new AnswerReader(Shape);
            Assert.Equal(AnswerForm.Other, await ReadAsync(reader, Encoding.UTF8.GetBytes(text), size));
        }
    }

    [Theory] // a list; what it is, and the response and the name that were read
    [InlineData("""[{"response":"x","name":"n"}]""", AnswerForm.List, "x", "n")]
    [InlineData("""  [ { "name" : "n" , "metadata" : { } } ]  """, AnswerForm.List, null, "n")]
    [InlineData("[{}]", AnswerForm.List, null, null)]
    [InlineData("""[[{"name":"n"}]]""", AnswerForm.Other, "[", null)]
    [InlineData("""[{"name":"n"},{"name":"m"}]""", AnswerForm.Other, "[", "n")]
    [InlineData("""["x",{"name":"n"}]""", AnswerForm.Other, "[", null)]
    [InlineData("""[{"name":"n"},1]""", AnswerForm.Other, "[", "n")]
    [InlineData("""[{"name":"n"}""", AnswerForm.Other, "[", "n")]
    [Trait("shows", "right-answers")]
    public async Task A_list_of_one_object_is_read_like_the_object(string json, AnswerForm expected, string? response, string? name)
    {
        for (var size = 1; size <= 40; size++)
        {
            using var reader = new AnswerReader(Shape);
            Assert.Equal(expected, await ReadAsync(reader, Encoding.UTF8.GetBytes(json), size));
            Assert.Equal(response, expected == AnswerForm.Other ? reader.Response?[..1] : reader.Response);
            Assert.Equal(name, reader.Fields.Text("name"));
        }
    }

    [Fact]
    public async Task Generated_documents_are_understood_as_the_platform_understands_them()
    {
        var random = new Random(5);
        for (var i = 0; i < 3_000; i++)
        {
            var text = Encoding.UTF8.GetBytes(Generated.Document(random));
            if (i % 3 == 0)
            {
                text[random.Next(text.Length)] = (byte)" {}[],:\"\\0123456789.eE+-truefalsn\n\x01x"[random.Next(34)]; // mostly broken now
            }

            var expected = IsObject(text);
            using var reader = new AnswerReader(Shape);
            var form = await ReadAsync(reader, text, random.Next(1, 50));
            Assert.True(expected == (form == AnswerForm.Object), Encoding.UTF8.GetString(text));
        }
    }

    [Fact]
    public async Task A_document_nested_deeper_than_any_answer_is_refused_and_a_deep_one_is_not()
    {
        foreach (var (depth, expected) in new[] { (500, AnswerForm.Object), (100_000, AnswerForm.Other) })
        {
            using var reader = new AnswerReader(Shape);
            var text = $$"""{"a":{{new string('[', depth)}}{{new string(']', depth)}},"response":"x"}""";
            Assert.Equal(expected, await ReadAsync(reader, Encoding.UTF8.GetBytes(text), 4096));
        }
    }

    [Theory] // characters sent → the beginning that the record holds, whether the whole is kept aside, whether some is lost
    [InlineData("x", 10_000, 10_000, false, false)]
    [InlineData("x", 10_001, 10_000, true, false)]
    [InlineData("x", 1 << 20, 10_000, true, false)]
    [InlineData("x", (1 << 20) + 1, 10_000, true, true)]
    [InlineData("ä", (1 << 19) + 1, 10_000, true, true)]
    [InlineData("€", 400_000, 10_000, true, true)] // 1 MiB is no multiple of its three bytes
    [InlineData("😀", 5_000, 10_000, false, false)]
    [InlineData("x😀", 3_500, 10_000, true, false)] // the 10,000th unit is the first half of one
    public async Task A_long_response_is_cut_at_the_end_of_a_character_and_marked(string character, int count, int head, bool whole, bool truncated)
    {
        using var reader = new AnswerReader(Shape);
        var text = string.Concat(Enumerable.Repeat(character, count));
        Assert.Equal(AnswerForm.Object, await ReadAsync(reader, Encoding.UTF8.GetBytes($$"""{"response":"{{text}}","name":"after"}"""), 16_384));
        var answer = reader.Give(new());
        Assert.InRange(answer.Response!.Length, head - 1, head);
        Assert.StartsWith(answer.Response, text, StringComparison.Ordinal);
        Assert.Equal((whole, truncated), (answer.WholeResponse is not null, answer.ResponseTruncated));
        Assert.Equal("after", reader.Fields.Text("name")); // what follows is read all the same
        if (answer.WholeResponse is { } spool)
        {
            var kept = Unpack(spool);
            Assert.StartsWith(kept, text, StringComparison.Ordinal);
            Assert.InRange(Encoding.UTF8.GetByteCount(kept), truncated ? (1 << 20) - 3 : Encoding.UTF8.GetByteCount(text), 1 << 20);
            spool.Dispose();
        }
    }

    [Fact]
    public async Task A_log_beyond_its_limit_is_cut_and_marked_and_the_rest_of_the_answer_counts()
    {
        using var reader = new AnswerReader(Shape);
        var log = $"[{string.Join(',', Enumerable.Repeat("\"" + new string('y', 1000) + "\"", 17_000))}]";
        Assert.Equal(AnswerForm.Object, await ReadAsync(reader, Encoding.UTF8.GetBytes($$"""{"execution_log":{{log}},"response":"done"}"""), 16_384));
        var answer = reader.Give(new());
        Assert.Equal(("done", true), (answer.Response, answer.LogTruncated));
        Assert.Equal(log[..AnswerReader.MaxLog], Unpack(answer.Log!));
        answer.Log!.Dispose();
    }

    [Theory] // what ends early, and whether the log does
    [InlineData("""{"response":"x","execution_log":[{"a":1}""", true)]
    [InlineData("""{"response":"x","execution_log":[{"a":1},]}""", true)]
    [InlineData("""{"response":"x","execution_log":[{"a":1},{"b":"unfini""", true)]
    [InlineData("""{"execution_log":[{"a":1}],"response":"x""", false)]
    [InlineData("""{"execution_log":[{"a":1}],"response":"x"}""", false)]
    public async Task A_log_that_ends_early_is_marked_as_cut(string body, bool isCut)
    {
        using var reader = new AnswerReader(Shape);
        await ReadAsync(reader, Encoding.UTF8.GetBytes(body), 7);
        var answer = reader.Give(new());
        Assert.Equal(isCut, answer.LogTruncated);
        answer.Log!.Dispose();
    }

    [Fact]
    public async Task Bytes_that_are_no_utf8_stay_in_the_log_and_become_replacement_characters_in_the_response()
    {
        using var reader = new AnswerReader(Shape);
        byte[] bytes = [.. "{\"response\":\"a"u8, 0xC3, 0x28, 0xFF, .. "\",\"execution_log\":[\""u8, 0xFF, 0xC0, .. "\"]}"u8];
        Assert.Equal(AnswerForm.Object, await ReadAsync(reader, bytes, 3));
        var answer = reader.Give(new());
        Assert.Equal("a\uFFFD(\uFFFD", answer.Response);
        using var unpacked = new MemoryStream();
        new GZipStream(answer.Log!.Reopen(), CompressionMode.Decompress).CopyTo(unpacked);
        Assert.Equal([.. "[\""u8, 0xFF, 0xC0, .. "\"]"u8], unpacked.ToArray());
        answer.Log.Dispose();
    }

    [Theory] // body → response
    [InlineData("done", "done")]
    [InlineData("", null)]
    [InlineData("""{"response":"x"}""", "x")]
    [InlineData("""{"ok":true}""", """{"ok":true}""")]
    [InlineData("""{"ok":tru""", """{"ok":tru""")]
    [InlineData("[1,2]", "[1,2]")]
    public async Task Where_text_will_do_a_body_without_a_response_is_the_response(string body, string? response)
    {
        using var reader = new AnswerReader(Shape, takesText: true);
        await ReadAsync(reader, Encoding.UTF8.GetBytes(body), 5);
        Assert.Equal(response, reader.Response);
    }

    [Fact]
    public async Task A_body_larger_than_any_answer_is_given_up()
    {
        using var reader = new AnswerReader(Shape);
        Assert.Equal(AnswerForm.TooLarge, await reader.ReadAsync(new MemoryStream(new byte[2000]), limit: 1999, TestContext.Current.CancellationToken));
    }

    internal static string Unpack(ILongText spool)
    {
        using var reader = new StreamReader(new GZipStream(spool.Reopen(), CompressionMode.Decompress, leaveOpen: true));
        return reader.ReadToEnd();
    }

    private static Task<AnswerForm> ReadAsync(AnswerReader reader, byte[] body, int size) =>
        reader.ReadAsync(new SmallPieces(body, size), AnswerReader.MaxAnswer, TestContext.Current.CancellationToken);

    private static bool IsObject(byte[] text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 512 });
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>A body that arrives in pieces of one size.</summary>
    private sealed class SmallPieces(byte[] bytes, int size) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(size, buffer.Length)], cancellationToken);
    }

    private static class Generated
    {
        public static string Document(Random random) => $"{{{string.Join(',', Enumerable.Range(0, random.Next(4)).Select(_ => $"{Text(random)}:{Value(random, 0)}"))}}}";

        private static string Value(Random random, int depth) => random.Next(depth > 4 ? 4 : 6) switch
        {
            0 => Text(random),
            1 => new[] { "0", "-0", "17", "-1.5", "1e9", "2E-3", "0.001e+2", "123456789012345678901234567890" }[random.Next(8)],
            2 => new[] { "true", "false", "null" }[random.Next(3)],
            3 => random.Next(2) == 0 ? "[]" : " {\t} ",
            4 => $"[{string.Join(" , ", Enumerable.Range(0, random.Next(5)).Select(_ => Value(random, depth + 1)))}]",
            _ => $"{{{string.Join(",\n", Enumerable.Range(0, random.Next(5)).Select(_ => $"{Text(random)} : {Value(random, depth + 1)}"))}}}",
        };

        private static string Text(Random random) =>
            new[] { "\"response\"", "\"execution_log\"", "\"metadata\"", "\"cost_usd\"", "\"\"", "\"a\\n\\u00e4\"", "\"\\\"\\\\\"", "\"x y z\"", "\"choices\"" }[random.Next(9)];
    }
}
