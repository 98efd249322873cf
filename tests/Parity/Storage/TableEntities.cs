using System.Runtime.Serialization;
using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;

namespace AgentSched.Parity.Storage;

[Trait("shows", "originals")]
public sealed class TableEntities(AzuriteFixture azurite)
{
    private static readonly Guid Id = Guid.Parse("0e4a5ac1-3c7a-4f0b-9d0c-6a1f2c3d4e5f");
    private static readonly DateTimeOffset Time = new DateTimeOffset(2026, 3, 29, 1, 59, 59, TimeSpan.Zero).AddTicks(1234567);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_type_comes_back_as_it_went_in()
    {
        var table = await TableAsync();
        await table.AddEntityAsync(
            new TableEntity("p", "r")
            {
                ["Text"] = "a \"quoted\" ünïcode \u2028 😀 <tag> \\ line\nbreak",
                ["Empty"] = "",
                ["Int"] = int.MinValue,
                ["Long"] = long.MaxValue,
                ["Small"] = 5L,
                ["Whole"] = 5.0,
                ["Fraction"] = -0.1,
                ["Huge"] = double.MaxValue,
                ["NaN"] = double.NaN,
                ["Infinite"] = double.NegativeInfinity,
                ["Yes"] = true,
                ["No"] = false,
                ["Time"] = Time,
                ["Utc"] = Time.UtcDateTime,
                ["Id"] = Id,
                ["Bytes"] = new byte[] { 0, 1, 254, 255 },
                ["Data"] = BinaryData.FromBytes(new byte[] { 7 }),
                ["Date"] = "2026-03-29T01:59:59Z",
            },
            Cancel);

        var read = (await table.GetEntityAsync<TableEntity>("p", "r", cancellationToken: Cancel)).Value;

        Assert.Equal("a \"quoted\" ünïcode \u2028 😀 <tag> \\ line\nbreak", read.GetString("Text"));
        Assert.Equal("", read.GetString("Empty"));
        Assert.Equal(int.MinValue, read.GetInt32("Int"));
        Assert.Equal(long.MaxValue, read.GetInt64("Long"));
        Assert.Equal(5L, read.GetInt64("Small"));
        Assert.Equal(5.0, read.GetDouble("Whole"));
        Assert.Equal(-0.1, read.GetDouble("Fraction"));
        Assert.Equal(double.MaxValue, read.GetDouble("Huge"));
        Assert.Equal(double.NaN, read.GetDouble("NaN"));
        Assert.Equal(double.NegativeInfinity, read.GetDouble("Infinite"));
        Assert.True(read.GetBoolean("Yes"));
        Assert.False(read.GetBoolean("No"));
        Assert.Equal(Time, read.GetDateTimeOffset("Time"));
        Assert.Equal(Time.UtcDateTime, read.GetDateTime("Utc"));
        Assert.Equal(DateTimeKind.Utc, read.GetDateTime("Utc")!.Value.Kind);
        Assert.Equal(Id, read.GetGuid("Id"));
        Assert.Equal([0, 1, 254, 255], read.GetBinary("Bytes"));
        Assert.Equal([7], read.GetBinaryData("Data").ToArray());
        Assert.Equal("2026-03-29T01:59:59Z", read.GetString("Date"));
        Assert.Null(read.GetInt32("Missing"));
        Assert.Null(read.GetString("Missing"));
        Assert.Throws<InvalidOperationException>(() => read.GetInt32("Long"));
        Assert.Equal(("p", "r"), (read.PartitionKey, read.RowKey));
        Assert.NotEqual(default, read.ETag);
        Assert.InRange(read.Timestamp!.Value, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddMinutes(5));
    }

    [Fact]
    public async Task Every_type_comes_back_in_a_class_of_ones_own()
    {
        var table = await TableAsync();
        var job = new Job
        {
            PartitionKey = "p",
            RowKey = "r",
            Text = "text",
            Count = 7,
            Ticks = long.MinValue,
            Cost = 12,
            Enabled = true,
            At = Time,
            Utc = Time.UtcDateTime,
            Id = Id,
            Bytes = [1, 2],
            Data = BinaryData.FromBytes(new byte[] { 3 }),
            Kind = Kind.Weekly,
            MaybeCount = 8,
            MaybeKind = Kind.Daily,
            Renamed = "by attribute",
            NotStored = "here only",
        };
        await table.AddEntityAsync(job, Cancel);

        var read = (await table.GetEntityAsync<Job>("p", "r", cancellationToken: Cancel)).Value;
        var raw = (await table.GetEntityAsync<TableEntity>("p", "r", cancellationToken: Cancel)).Value;

        Assert.Equal((job.Text, job.Count, job.Ticks, job.Cost, job.Enabled), (read.Text, read.Count, read.Ticks, read.Cost, read.Enabled));
        Assert.Equal((job.At, job.Utc, job.Id, job.Kind), (read.At, read.Utc, read.Id, read.Kind));
        Assert.Equal((job.MaybeCount, job.MaybeKind, job.Renamed), (read.MaybeCount, read.MaybeKind, read.Renamed));
        Assert.Equal(job.Bytes, read.Bytes);
        Assert.Equal(job.Data.ToArray(), read.Data!.ToArray());
        Assert.Null(read.MaybeLong);
        Assert.Null(read.NotStored);
        Assert.Equal("by attribute", raw.GetString("other"));
        Assert.Equal("Weekly", raw.GetString("Kind"));
        Assert.False(raw.ContainsKey("NotStored"));
        Assert.False(raw.ContainsKey("MaybeLong"));
        Assert.Equal(raw.ETag, read.ETag);
        Assert.Equal(raw.Timestamp, read.Timestamp);
    }

    [Fact]
    public async Task Long_texts_of_all_scripts_come_back_unharmed()
    {
        var table = await TableAsync();
        var texts = new[] { "ü", "€", "😀", "\"\\", "x", "aü€😀" }.Select(t => string.Concat(Enumerable.Repeat(t, 16_000 / t.Length))).ToArray();
        var entity = new TableEntity("p", "r");
        for (var i = 0; i < 8; i++)
        {
            entity[$"Text{i}"] = texts[i % texts.Length];
        }

        await table.AddEntityAsync(entity, Cancel);
        await table.SubmitTransactionAsync([new(TableTransactionActionType.UpsertReplace, new TableEntity(entity) { RowKey = "s" })], Cancel);
        foreach (var row in new[] { "r", "s" })
        {
            var read = (await table.GetEntityAsync<TableEntity>("p", row, cancellationToken: Cancel)).Value;
            Assert.All(Enumerable.Range(0, 8), i => Assert.True(string.Equals(texts[i % texts.Length], read.GetString($"Text{i}"), StringComparison.Ordinal), $"Text{i}"));
        }
    }

    [Fact]
    public async Task Keys_may_hold_quotes_bars_percent_signs_and_letters_of_all_kinds()
    {
        var table = await TableAsync();
        foreach (var key in new[] { "g|tenant|agent", "it's", "100%", "a b+c", "ünï😀", "", "(x='y')", "a&b=c", "..", "%27", "d|0638|x;y:z@w,v$u" })
        {
            await table.AddEntityAsync(new TableEntity(key, key), Cancel);
            var read = (await table.GetEntityAsync<TableEntity>(key, key, cancellationToken: Cancel)).Value;
            Assert.Equal((key, key), (read.PartitionKey, read.RowKey));
            await table.UpdateEntityAsync(new TableEntity(key, key) { ["A"] = 1 }, read.ETag, cancellationToken: Cancel);
            Assert.Equal(204, (await table.DeleteEntityAsync(key, key, cancellationToken: Cancel)).Status);
        }
    }

    [Fact]
    public async Task An_insert_answers_with_the_ETag_and_a_second_one_is_refused()
    {
        var table = await TableAsync();
        var response = await table.AddEntityAsync(new TableEntity("p", "r") { ["A"] = 1 }, Cancel);
        var read = (await table.GetEntityAsync<TableEntity>("p", "r", cancellationToken: Cancel)).Value;
        Assert.Equal((204, read.ETag), (response.Status, response.Headers.ETag));

        var error = await Assert.ThrowsAsync<RequestFailedException>(() => table.AddEntityAsync(new TableEntity("p", "r") { ["A"] = 2 }, Cancel));
        Assert.Equal((409, "EntityAlreadyExists"), (error.Status, error.ErrorCode));
        Assert.True(error.ErrorCode == TableErrorCode.EntityAlreadyExists);
    }

    [Fact]
    public async Task Reading_what_is_not_there_fails_or_has_no_value()
    {
        var table = await TableAsync();
        var error = await Assert.ThrowsAsync<RequestFailedException>(() => table.GetEntityAsync<TableEntity>("p", "r", cancellationToken: Cancel));
        Assert.Equal((404, TableErrorCode.ResourceNotFound.ToString()), (error.Status, error.ErrorCode));

        var maybe = await table.GetEntityIfExistsAsync<TableEntity>("p", "r", cancellationToken: Cancel);
        Assert.False(maybe.HasValue);
        Assert.Equal(404, maybe.GetRawResponse().Status);

        await table.AddEntityAsync(new TableEntity("p", "r") { ["A"] = 1 }, Cancel);
        maybe = await table.GetEntityIfExistsAsync<TableEntity>("p", "r", cancellationToken: Cancel);
        Assert.True(maybe.HasValue);
        Assert.Equal(1, maybe.Value!.GetInt32("A"));
    }

    [Fact]
    public async Task A_merge_keeps_other_properties_and_a_replace_drops_them()
    {
        var table = await TableAsync();
        await table.AddEntityAsync(new TableEntity("p", "r") { ["A"] = 1, ["B"] = 1 }, Cancel);

        await table.UpdateEntityAsync(new TableEntity("p", "r") { ["B"] = 2, ["A"] = null }, ETag.All, TableUpdateMode.Merge, Cancel);
        var merged = (await table.GetEntityAsync<TableEntity>("p", "r", cancellationToken: Cancel)).Value;
        Assert.Equal((1, 2), (merged.GetInt32("A"), merged.GetInt32("B")));

        await table.UpdateEntityAsync(new TableEntity("p", "r") { ["C"] = 3 }, merged.ETag, TableUpdateMode.Replace, Cancel);
        var replaced = (await table.GetEntityAsync<TableEntity>("p", "r", cancellationToken: Cancel)).Value;
        Assert.Equal((null, null, 3), (replaced.GetInt32("A"), replaced.GetInt32("B"), replaced.GetInt32("C")));
    }

    [Theory]
    [InlineData(TableUpdateMode.Merge)]
    [InlineData(TableUpdateMode.Replace)]
    public async Task An_update_with_an_old_ETag_is_refused(TableUpdateMode mode)
    {
        var table = await TableAsync();
        await table.AddEntityAsync(new TableEntity("p", "r") { ["A"] = 1 }, Cancel);
        var old = (await table.GetEntityAsync<TableEntity>("p", "r", cancellationToken: Cancel)).Value.ETag;
        var changed = await table.UpdateEntityAsync(new TableEntity("p", "r") { ["A"] = 2 }, old, mode, Cancel);
        Assert.NotEqual(old, changed.Headers.ETag);

        var update = await Assert.ThrowsAsync<RequestFailedException>(() => table.UpdateEntityAsync(new TableEntity("p", "r") { ["A"] = 3 }, old, mode, Cancel));
        var delete = await Assert.ThrowsAsync<RequestFailedException>(() => table.DeleteEntityAsync("p", "r", old, Cancel));
        Assert.Equal((412, "UpdateConditionNotSatisfied"), (update.Status, update.ErrorCode));
        Assert.Equal((412, "UpdateConditionNotSatisfied"), (delete.Status, delete.ErrorCode));
        Assert.Equal(204, (await table.DeleteEntityAsync("p", "r", changed.Headers.ETag!.Value, Cancel)).Status);
    }

    [Fact]
    public async Task An_update_of_what_is_not_there_is_refused_and_an_upsert_inserts_it()
    {
        var table = await TableAsync();
        var error = await Assert.ThrowsAsync<RequestFailedException>(() => table.UpdateEntityAsync(new TableEntity("p", "r") { ["A"] = 1 }, ETag.All, cancellationToken: Cancel));
        Assert.Equal((404, "ResourceNotFound"), (error.Status, error.ErrorCode));

        await table.UpsertEntityAsync(new TableEntity("p", "r") { ["A"] = 1 }, TableUpdateMode.Merge, Cancel);
        await table.UpsertEntityAsync(new TableEntity("p", "r") { ["B"] = 2 }, TableUpdateMode.Merge, Cancel);
        var read = (await table.GetEntityAsync<TableEntity>("p", "r", cancellationToken: Cancel)).Value;
        Assert.Equal((1, 2), (read.GetInt32("A"), read.GetInt32("B")));
        await table.UpsertEntityAsync(new TableEntity("p", "r") { ["C"] = 3 }, TableUpdateMode.Replace, Cancel);
        Assert.False((await table.GetEntityAsync<TableEntity>("p", "r", cancellationToken: Cancel)).Value.ContainsKey("A"));
    }

    [Fact]
    public async Task Deleting_what_is_not_there_is_no_error()
    {
        var table = await TableAsync();
        Assert.Equal(404, (await table.DeleteEntityAsync("p", "r", cancellationToken: Cancel)).Status);
        var entity = new TableEntity("p", "r");
        await table.AddEntityAsync(entity, Cancel);
        Assert.Equal(204, (await table.DeleteEntityAsync(entity, cancellationToken: Cancel)).Status);
    }

    [Fact]
    public async Task A_selection_reads_only_what_it_names()
    {
        var table = await TableAsync();
        await table.AddEntityAsync(new TableEntity("p", "r") { ["A"] = 1, ["B"] = 2L }, Cancel);
        var read = (await table.GetEntityAsync<TableEntity>("p", "r", ["B", "RowKey"], Cancel)).Value;
        Assert.Equal((2L, "r"), (read.GetInt64("B"), read.RowKey));
        Assert.False(read.ContainsKey("A"));
        Assert.False(read.ContainsKey("PartitionKey"));
    }

    [Fact]
    public async Task Of_many_writers_with_one_ETag_exactly_one_wins()
    {
        var table = await TableAsync();
        await table.AddEntityAsync(new TableEntity("p", "r") { ["A"] = 0 }, Cancel);
        var etag = (await table.GetEntityAsync<TableEntity>("p", "r", cancellationToken: Cancel)).Value.ETag;
        var outcomes = await Task.WhenAll(Enumerable.Range(1, 20).Select(async i =>
        {
            try
            {
                return (await table.UpdateEntityAsync(new TableEntity("p", "r") { ["A"] = i }, etag, cancellationToken: Cancel)).Status;
            }
            catch (RequestFailedException e)
            {
                return e.Status;
            }
        }));
        Assert.Equal(1, outcomes.Count(s => s == 204));
        Assert.Equal(19, outcomes.Count(s => s == 412));
    }

    [Fact]
    public void An_entity_is_a_dictionary_that_holds_its_keys()
    {
        var entity = new TableEntity("p", "r") { ["A"] = 1L };
        entity["A"] = 2;
        Assert.Equal(2L, entity["A"]);
        Assert.Equal(["PartitionKey", "RowKey", "A"], entity.Keys);
        Assert.Equal(3, entity.Count);
        Assert.Equal("p", entity["PartitionKey"]);
        Assert.True(entity.Remove("A"));
        Assert.Null(entity["A"]);
        Assert.Equal(default, entity.ETag);
        Assert.Equal("copy", new TableEntity(new Dictionary<string, object> { ["PartitionKey"] = "copy" }).PartitionKey);
    }

    private async Task<TableClient> TableAsync()
    {
        var table = new TableClient(azurite.TakeAccount(), "Things");
        await table.CreateAsync(Cancel);
        return table;
    }

    public enum Kind
    {
        Daily,
        Weekly,
    }

    public sealed record Job : ITableEntity
    {
        public string PartitionKey { get; set; } = "";

        public string RowKey { get; set; } = "";

        public DateTimeOffset? Timestamp { get; set; }

        public ETag ETag { get; set; }

        public string? Text { get; set; }

        public int Count { get; set; }

        public long Ticks { get; init; }

        public double Cost { get; set; }

        public bool Enabled { get; set; }

        public DateTimeOffset At { get; set; }

        public DateTime Utc { get; set; }

        public Guid Id { get; set; }

        public byte[]? Bytes { get; set; }

        public BinaryData? Data { get; set; }

        public Kind Kind { get; set; }

        public int? MaybeCount { get; set; }

        public long? MaybeLong { get; set; }

        public Kind? MaybeKind { get; set; }

        [DataMember(Name = "other")]
        public string? Renamed { get; set; }

        [IgnoreDataMember]
        public string? NotStored { get; set; }

        public string Computed => $"{Text}{Count}";
    }
}
