using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using AgentSched.Base;
using Microsoft.AspNetCore.Http;

namespace AgentSched.Api.Http;

/// <summary>A page request: <c>?limit=50&amp;continuation=…</c>.</summary>
/// <param name="Limit">1–200; default 50.</param>
/// <param name="Continuation">Token from the previous page; opaque to callers. Null: the first page.</param>
internal sealed partial record Paging(int Limit, string? Continuation)
{
    private const int MaxLimit = 200;

    public static Paging Read(HttpRequest request, FieldErrors errors)
    {
        var limit = 50;
        if (request.One("limit") is { } text && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > MaxLimit))
        {
            errors.Add("limit", $"must be a whole number, 1–{MaxLimit}");
        }

        string? continuation = null;
        if (request.One("continuation") is { } mark)
        {
            continuation = Open(mark);
            if (continuation is null)
            {
                errors.Add("continuation", "is not a continuation token that a page returned");
            }
        }

        return new Paging(limit, continuation);
    }

    /// <summary>The answer of a list: its items, and the token of the next page (null: this is the last), also as a <c>Link</c> to it.</summary>
    public static IResult Page<T>(IEnumerable<T> items, string? next)
    {
        var continuation = next is null ? null : Base64Url.EncodeToString(Encoding.UTF8.GetBytes(next));
        return new PageResult(Results.Json(new { items, continuation }, Json.Options), continuation);
    }

    private static string? Open(string mark)
    {
        try
        {
            var key = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(mark));
            return Key().IsMatch(key) ? key : null; // it becomes part of a filter, so only characters of ids and names are allowed
        }
        catch (FormatException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"^[a-z0-9._-]{1,1000}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Key();
}
