using System.Text;
using AgentSched.Outbound.Agents;
using AgentSched.Outbound.Answers;

namespace AgentSched.Tests.Outbound.Answers;

[Trait("shows", "access-money")]
public sealed class MaskedStreamTests
{
    [Theory] // what arrives, in pieces at |; what is read
    [InlineData("plain text",                    "plain text")]
    [InlineData("",                              "")]
    [InlineData("a s3cret-1 b",                  "a ******** b")]
    [InlineData("s3cret-1s3cret-1",              "****************")]
    [InlineData("a s3c|ret-1 b",                 "a ******** b")]
    [InlineData("a s|3|c|r|e|t|-|1 b",           "a ******** b")]
    [InlineData("s3s3cret-1",                    "s3********")]
    [InlineData("s3|s3cret-|1",                  "s3********")]
    [InlineData("ends with s3cret",              "ends with s3cret")]
    [InlineData("ends with s3cret-|",            "ends with s3cret-")]
    [InlineData("ends with |s3cret-1",           "ends with ********")]
    [InlineData("s3cret-2 and S3CRET-1",         "s3cret-2 and S3CRET-1")]
    public async Task A_secret_is_masked_wherever_the_pieces_end(string pieces, string expected)
    {
        foreach (var size in (int[])[1, 3, 64, 4096])
        {
            await using var masked = new MaskedStream(new Pieces([.. pieces.Split('|').Select(Encoding.UTF8.GetBytes)]), "s3cret-1"u8.ToArray());
            Assert.Equal(expected, await ReadAsync(masked, size));
        }
    }

    [Theory] // the same with escapes that are cut
    [InlineData("a s3cr\\|u0065t-1 b",  "a ************* b")]
    [InlineData("a s3cr\\u0|06|5t-1 b", "a ************* b")]
    [InlineData("a s3cr\\u006",         "a s3cr\\u006")]
    [InlineData("a s3cr\\u006|6t-1",    "a s3cr\\u0066t-1")]
    [InlineData("\\u0073\\u0033|\\u0063\\u0072\\u0065\\u0074\\u002D\\u0031", "************************************************")]
    public async Task An_escaped_secret_is_masked_wherever_the_pieces_end(string pieces, string expected) => await A_secret_is_masked_wherever_the_pieces_end(pieces, expected);

    [Fact]
    public async Task A_random_text_is_what_a_replacement_makes_of_it()
    {
        var random = new Random(18);
        for (var round = 0; round < 300; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(200)).Select(_ => random.Next(4) == 0 ? "abaab" : random.Next(2) == 0 ? "ab" : "a"));
            var pieces = text.Chunk(random.Next(1, 9)).Select(piece => Encoding.ASCII.GetBytes(piece)).ToArray();
            await using var masked = new MaskedStream(new Pieces(pieces), "abaab"u8.ToArray());
            Assert.Equal(text.Replace("abaab", "*****", StringComparison.Ordinal), await ReadAsync(masked, random.Next(1, 50)));
        }
    }

    [Theory] // a secret, and an answer that repeats it; what is left
    [InlineData("p/q+r-12345", """{"a":"p/q+r-12345"}""",        """{"a":"***********"}""")]
    [InlineData("p/q+r-12345", """{"a":"p\/q+r-12345"}""",       """{"a":"************"}""")]
    [InlineData("p/q+r-12345", """{"a":"p/q\u002Br-12345"}""",   """{"a":"****************"}""")] // as .NET writes it
    [InlineData("c2VjcmV0MQ==", """{"a":"c2VjcmV0MQ\u003d\u003d"}""", """{"a":"**********************"}""")] // as Java's Gson writes it
    [InlineData("CANARY-123",  """{"a":"CAN\u0041R\u0059-123"}""", """{"a":"********************"}""")]
    [InlineData("CANARY-123",  """{"a":"CAN\u0042RY-123"}""",      """{"a":"CAN\u0042RY-123"}""")]
    [InlineData("a\\b-secret1",  """{"a":"a\\b-secret1"}""",     """{"a":"************"}""")]
    [InlineData("a\\b-secret1",  """{"a":"a\b-secret1"}""",      """{"a":"***********"}""")]
    [InlineData("c2VjcmV0MQ==", """{"a":"{\"b\":\"c2VjcmV0MQ\\u003d\\u003d\"}"}""", """{"a":"{\"b\":\"************************\"}"}""")] // JSON in JSON
    [InlineData("c2VjcmV0MQ==", """{"a":"c2VjcmV0MQ\\\\u003D\\\\u003D"}""", """{"a":"****************************"}""")] // once more
    [InlineData("p/q\"r-12345", """{"a":"p\\\/q\\\"r-12345"}""", """{"a":"*****************"}""")]
    [InlineData("CANARY-123",  """{"a":"\\CANARY-123 \\\\CANARY"}""", """{"a":"************ \\\\CANARY"}""")]
    [InlineData("short",       """{"a":"short"}""",              """{"a":"short"}""")]
    [InlineData(null,          """{"a":"p/q+r-12345"}""",        """{"a":"p/q+r-12345"}""")]
    public async Task A_secret_is_masked_as_JSON_writes_it(string? secret, string answer, string expected)
    {
        await using var body = AgentSecrets.Mask(secret, new MemoryStream(Encoding.UTF8.GetBytes(answer)));
        Assert.Equal(expected, await ReadAsync(body, 10));
    }

    private static async Task<string> ReadAsync(Stream stream, int size)
    {
        var (all, buffer) = (new MemoryStream(), new byte[size]);
        for (int read; (read = await stream.ReadAsync(buffer, TestContext.Current.CancellationToken)) > 0;)
        {
            all.Write(buffer, 0, read);
        }

        return Encoding.UTF8.GetString(all.ToArray());
    }

    /// <summary>Gives away one piece a read.</summary>
    private sealed class Pieces(IReadOnlyList<byte[]> pieces) : MemoryStream
    {
        private readonly Queue<byte[]> _left = new(pieces.Where(piece => piece.Length > 0));

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (!_left.TryDequeue(out var piece))
            {
                return ValueTask.FromResult(0);
            }

            piece.CopyTo(buffer);
            return ValueTask.FromResult(piece.Length);
        }
    }
}
