using System.Text;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;

namespace AgentSched.Api.OpenApi;

/// <summary>Writes HTML; what is not markup is encoded.</summary>
internal sealed partial class Html
{
    private readonly StringBuilder _text = new();

    /// <summary>Markup of our own.</summary>
    public Html Raw(string markup)
    {
        _text.Append(markup);
        return this;
    }

    /// <summary>A text as it is.</summary>
    public Html Text(string text) => Raw(Encode(text));

    /// <summary>A text whose parts in backticks are code.</summary>
    public Html Prose(string text) => Raw(Code().Replace(Encode(text), "<code>${code}</code>"));

    /// <summary>An element with a text.</summary>
    public Html Element(string name, string text, string? attributes = null) =>
        Raw($"<{name}{(attributes is null ? string.Empty : " " + attributes)}>").Prose(text).Raw($"</{name}>");

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    /// <summary>The five characters that mean something in HTML; all others are as good in UTF-8.</summary>
    public static string Encode(string text) => HtmlEncoder.Create(System.Text.Unicode.UnicodeRanges.All).Encode(text).Replace("&#x60;", "`", StringComparison.Ordinal);

    [GeneratedRegex("`(?<code>[^`]+)`", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Code();
}
