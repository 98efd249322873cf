using Microsoft.AspNetCore.Http;

namespace AgentSched.Api.Http;

/// <summary>Collects all errors of a request by field, so that a caller can fix them at once.</summary>
internal sealed class FieldErrors
{
    private static readonly object ItemKey = new();

    private readonly SortedDictionary<string, List<string>> _errors = new(StringComparer.Ordinal);

    public bool Any => _errors.Count > 0;

    public IReadOnlyDictionary<string, string[]> ByField => _errors.ToDictionary(e => e.Key, e => e.Value.ToArray(), StringComparer.Ordinal);

    public string Summary => string.Join("; ", _errors.SelectMany(entry => entry.Value.Select(message => $"{entry.Key}: {message}")));

    /// <summary>
    /// The errors that a request has so far: names that its operation does not read, which the access middleware found. The endpoint that reads the request adds its own.
    /// </summary>
    public static FieldErrors Of(HttpRequest request) => request.HttpContext.Items[ItemKey] as FieldErrors ?? new FieldErrors();

    /// <summary>Makes these the errors that <see cref="Of"/> returns.</summary>
    public void Enter(HttpContext context) => context.Items[ItemKey] = this;

    public bool Has(string field) => _errors.ContainsKey(field);

    /// <summary>Whether a field or one inside it has an error.</summary>
    public bool HasUnder(string field) => _errors.Keys.Any(name => name == field || name.StartsWith($"{field}.", StringComparison.Ordinal));

    /// <summary>The same errors, all reported under one field, for requests that do not have the fields themselves.</summary>
    public FieldErrors Under(string field)
    {
        var under = new FieldErrors();
        foreach (var message in _errors.SelectMany(entry => entry.Value).Distinct(StringComparer.Ordinal))
        {
            under.Add(field, message);
        }

        return under;
    }

    /// <summary>Adds the errors of a part of the request, with <paramref name="prefix"/> before each field.</summary>
    public void AddAll(FieldErrors part, string prefix)
    {
        foreach (var (field, messages) in part._errors)
        {
            messages.ForEach(message => Add(prefix + field, message));
        }
    }

    public FieldErrors Add(string field, string message)
    {
        if (!_errors.TryGetValue(field, out var messages))
        {
            _errors[field] = messages = [];
        }

        messages.Add(message);
        return this;
    }
}
