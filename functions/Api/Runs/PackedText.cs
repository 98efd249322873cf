using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using AgentSched.Api.Http;
using Microsoft.AspNetCore.Http;

namespace AgentSched.Api.Runs;

/// <summary>Answers a text of an agent that is stored as gzip: compressed to callers that accept gzip, decompressed to others.</summary>
internal static class PackedText
{
    /// <summary>Type of an agent's text: no browser executes it.</summary>
    public const string Plain = "text/plain; charset=utf-8";

    private const int Beginning = 512;

    public static IResult Answer(HttpRequest request, Stream packed, string type)
    {
        request.HttpContext.Response.Headers.Vary = "Accept-Encoding";
        if (!request.GetTypedHeaders().AcceptEncoding.Any(e => e.Value == "gzip" && e.Quality is not 0))
        {
            return Results.Stream(new GZipStream(packed, CompressionMode.Decompress), type);
        }

        request.HttpContext.Response.Headers.ContentEncoding = "gzip";
        return Results.Stream(packed, type);
    }

    /// <summary>Answers a log: as JSON if it is that, as text if its end is lost or the agent sent something else, such as an event stream or a page.</summary>
    /// <param name="request">The request.</param>
    /// <param name="packed">The log, as gzip.</param>
    /// <param name="isCut">Whether its end is lost.</param>
    /// <param name="cancel">Ends the call.</param>
    public static async Task<IResult> AnswerLogAsync(HttpRequest request, Stream packed, bool isCut, CancellationToken cancel)
    {
        var reader = PipeReader.Create(packed);
        var read = await reader.ReadAtLeastAsync(Beginning, cancel);
        var isJson = !isCut && LooksLikeJson(read.Buffer.Slice(0, Math.Min(read.Buffer.Length, Beginning)).ToArray());
        reader.AdvanceTo(read.Buffer.Start); // nothing is consumed: the answer begins with the same bytes
        return Answer(request, reader.AsStream(), isJson ? MediaTypes.Json : Plain);
    }

    private static bool LooksLikeJson(byte[] packed)
    {
        try
        {
            using var text = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
            for (int next; (next = text.ReadByte()) >= 0;)
            {
                if (!char.IsWhiteSpace((char)next))
                {
                    return (char)next is '{' or '[' or '"';
                }
            }

            return false;
        }
        catch (InvalidDataException)
        {
            return false; // nothing but white space in the beginning
        }
    }
}
