using System.Net;

namespace AgentSched.Tests.Api.Access;

/// <summary>A generated request.</summary>
/// <param name="Method">Of HTTP.</param>
/// <param name="Path">Path and query as they are sent: nothing tidies them up.</param>
/// <param name="Headers">Name and value, in order; names may come twice.</param>
/// <param name="Body">Null: none.</param>
/// <param name="ContentType">Null: none.</param>
internal sealed record FuzzRequest(string Method, string Path, IReadOnlyList<(string Name, string Value)> Headers, byte[]? Body, string? ContentType)
{
    public HttpRequestMessage ToMessage(Uri address)
    {
        var target = new Uri(address.GetLeftPart(UriPartial.Authority) + Path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        var message = new HttpRequestMessage(new HttpMethod(Method), target) { Version = HttpVersion.Version11 };
        if (Body is not null)
        {
            message.Content = new ByteArrayContent(Body);
            if (ContentType is not null)
            {
                message.Content.Headers.TryAddWithoutValidation("Content-Type", ContentType);
            }
        }

        foreach (var (name, value) in Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(name, value))
            {
                message.Content?.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return message;
    }

    public override string ToString() =>
        $"{Method} {Cut(Path)} [{string.Join("; ", Headers.Select(h => $"{h.Name}: {Cut(h.Value)}"))}] {ContentType} {(Body is null ? "-" : Cut(System.Text.Encoding.UTF8.GetString(Body)))}";

    private static string Cut(string text) => text.Length <= 300 ? text : $"{text[..300]}… ({text.Length})";
}
