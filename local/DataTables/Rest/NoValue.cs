namespace Azure.Data.Tables.Rest;

/// <summary>The answer when there is no such entity.</summary>
internal sealed class NoValue<T>(Response response) : NullableResponse<T>
{
    public override bool HasValue => false;

    public override T Value => throw new InvalidOperationException($"There is no entity: the service answered with status {response.Status}. Look at HasValue first.");

    public override Response GetRawResponse() => response;
}
