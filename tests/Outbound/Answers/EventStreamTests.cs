using System.Text;
using AgentSched.Outbound.Answers;

namespace AgentSched.Tests.Outbound.Answers;

/// <summary>Answers in parts: lists of parts, and event streams although none was asked for.</summary>
[Trait("shows", "runs")]
[Trait("shows", "right-answers")]
public sealed class EventStreamTests
{
    private static readonly AnswerShape Shape = AnswerShape.Of(["message.content[*]", "delta[*]", "text"], log: null, "finish", "usage");

    [Theory] // body; form; response; whether the stream said that it is complete; finish, usage
    [InlineData("data: {\"delta\":\"a\"}\n\ndata: {\"delta\":\"b\"}\n\ndata: [DONE]\n\n", AnswerForm.Events, "ab", true, null, null)]
    [InlineData("data: {\"delta\":\"a\"}\r\n\r\ndata: {\"delta\":\"b\"}\r\n\r\ndata:[DONE]\r\n\r\n", AnswerForm.Events, "ab", true, null, null)]
    [InlineData("data: {\"delta\":\"a\"}\r\rdata: {\"delta\":\"b\"}\r\r", AnswerForm.Events, "ab", false, null, null)]
    [InlineData(": comment\n\nevent: x\nid: 1\nretry: 5\ndata: {\"delta\":\"a\"}\n\n", AnswerForm.Events, "a", false, null, null)]
    [InlineData("\ndata: {\"delta\":\"a\",\ndata: \"finish\":\"stop\"}\n\n", AnswerForm.Events, "a", false, "stop", null)] // data of two lines
    [InlineData("data: {\"delta\":\"a\",\"finish\":null,\"usage\":1}\n\ndata: {\"finish\":\"stop\",\"usage\":2}", AnswerForm.Events, "a", false, "stop", "2")] // the last counts
    [InlineData("data: {\"delta\":\"\"}\n\ndata: {\"delta\":\"a\"}\n\ndata: {\"message\":{\"content\":\"a\"}}\n\n", AnswerForm.Events, "a", false, null, null)] // the whole again at the end
    [InlineData("data: {\"delta\":[{\"type\":\"text\",\"text\":\"a\"}]}\n\ndata: {\"delta\":[{\"type\":\"text\",\"text\":\"b\"}]}\n\n", AnswerForm.Events, "ab", false, null, null)]
    [InlineData("data: {\"delta\":\"a\"}\n\ndata: oops\n\n", AnswerForm.Other, "data: {\"delta\":\"a\"}\n\ndata: oops\n\n", false, null, null)]
    [InlineData("data: {\"delta\":\"a\"", AnswerForm.Other, "data: {\"delta\":\"a\"", false, null, null)]
    [InlineData(": nothing but comments\n\n", AnswerForm.Other, ": nothing but comments\n\n", false, null, null)]
    [InlineData("data: [DONE]\n\n", AnswerForm.Other, "data: [DONE]\n\n", true, null, null)]
    public async Task An_event_stream_is_assembled_wherever_its_pieces_break(string body, AnswerForm form, string? response, bool isDone, string? finish, string? usage)
    {
        for (var size = 1; size <= 40; size++)
        {
            using var reader = new AnswerReader(Shape, readsEvents: true);
            Assert.Equal(form, await ReadAsync(reader, body, size));
            Assert.Equal((response, true, isDone), (reader.Response, reader.IsEventStream, reader.IsDone));
            Assert.Equal((finish, usage), (reader.Fields.Word("finish"), reader.Fields.Word("usage")));
        }
    }

    [Theory] // the content; the response
    [InlineData("\"a\"", "a")]
    [InlineData("[]", null)]
    [InlineData("[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"text\",\"text\":\"b\"}]", "ab")]
    [InlineData("[{\"type\":\"thinking\",\"thinking\":\"hm\"},{\"type\":\"text\",\"text\":\"b\"}]", "b")]
    [InlineData("[{\"text\":\"hm\",\"type\":\"reasoning\"},{\"text\":\"b\",\"type\":\"output_text\"}]", "b")] // the type comes after the text
    [InlineData("[{\"text\":\"a\"},\"b\",{\"type\":\"text\",\"text\":\"c\"}]", "abc")]
    [InlineData("[{\"type\":\"thinking\",\"text\":\"hm\"}]", "")]
    [InlineData("[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"hm\"}]},{\"type\":\"text\",\"text\":\"b\"}]", "b")] // thoughts that have parts
    [InlineData("[{\"type\":\"image_url\",\"image_url\":{\"url\":\"x\"}},{\"type\":\"text\",\"text\":\"\\u00e4\\n\"}]", "\u00e4\n")]
    [InlineData("[1,null,[\"x\"],{\"text\":{\"value\":\"y\"}}]", "y")]
    [InlineData("{\"text\":\"a\"}", null)]
    public async Task The_text_parts_of_a_response_are_joined(string content, string? response)
    {
        for (var size = 1; size <= 40; size++)
        {
            using var reader = new AnswerReader(Shape);
            Assert.Equal(AnswerForm.Object, await ReadAsync(reader, $$$"""{"message":{"content":{{{content}}}},"finish":"stop"}""", size));
            Assert.Equal((response, "stop"), (reader.Response, reader.Fields.Text("finish")));
        }
    }

    [Fact]
    public async Task A_long_part_before_its_type_is_kept_whole_or_left_out_whole()
    {
        var text = new string('x', 200_000); // more than stays in memory
        using var reader = new AnswerReader(Shape);
        await ReadAsync(reader, $$$"""{"message":{"content":[{"text":"{{{text}}}","type":"thinking"},{"text":"{{{text}}}","type":"text"}]}}""", 16_384);
        var answer = reader.Give(new());
        Assert.Equal(text, AnswerReaderTests.Unpack(answer.WholeResponse!));
        answer.WholeResponse!.Dispose();
    }

    private static Task<AnswerForm> ReadAsync(AnswerReader reader, string body, int size) =>
        reader.ReadAsync(new SmallPieces(Encoding.UTF8.GetBytes(body), size), AnswerReader.MaxAnswer, TestContext.Current.CancellationToken);

    /// <summary>A body that arrives in pieces of one size.</summary>
    private sealed class SmallPieces(byte[] bytes, int size) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(size, buffer.Length)], cancellationToken);
    }
}
