using System.Text;
using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Dispatch;
using Spotnana.Webhooks.Examples.People;
using Spotnana.Webhooks.Payloads;
using Spotnana.Webhooks.Testing;

namespace Spotnana.Webhooks.Examples.Tests.People;

public sealed class DirectorySyncTests
{
    private const string Created = "traveler-v2.create";
    private const string Updated = "traveler-v2.update";
    private const string Deleted = "traveler-v2.delete";
    private const string Purged = "traveler-v2.purge";

    private readonly MemoryDirectory _directory = new();

    [Fact]
    public async Task A_profile_is_stored_updated_and_deactivated()
    {
        await TellAsync(Created);
        var created = Assert.Single(_directory.Profiles);
        await TellAsync(Updated);
        var updated = Assert.Single(_directory.Profiles);
        await TellAsync(Deleted);
        var deleted = Assert.Single(_directory.Profiles);

        Assert.Equal(("Jordan Sample", "jordan.sample@example.com", true), (created.Name, created.Email, created.IsActive));
        Assert.NotEqual(created, updated);
        Assert.Equal((created.Id, false), (deleted.Id, deleted.IsActive));
    }

    [Fact]
    public async Task Who_is_deleted_is_deactivated_even_if_the_profile_does_not_say_so()
    {
        await TellAsync(Updated, with: Operation.Delete);

        Assert.False(Assert.Single(_directory.Profiles).IsActive);
    }

    [Fact]
    public async Task An_older_update_that_comes_late_does_not_overwrite_a_newer_profile()
    {
        await TellAsync(Updated);
        var newest = Assert.Single(_directory.Profiles);

        await TellAsync(Created);

        Assert.Same(newest, Assert.Single(_directory.Profiles));
    }

    [Fact]
    public async Task A_purge_removes_all_and_nothing_that_comes_later_brings_it_back()
    {
        await TellAsync(Created);
        await TellAsync(Purged);
        Assert.Empty(_directory.Profiles);

        await TellAsync(Updated);

        Assert.Empty(_directory.Profiles);
    }

    [Fact]
    public async Task A_purge_of_a_traveler_who_was_never_seen_keeps_the_profile_out()
    {
        await TellAsync(Purged);
        await TellAsync(Created);

        Assert.Empty(_directory.Profiles);
    }

    private async Task TellAsync(string sample, Operation? with = null)
    {
        var told = WebhookSample.Get(sample);
        if (with is { } operation)
        {
            told = WebhookSample.Of(Encoding.UTF8.GetString(told.Body.Span)
                .Replace($"\"operation\": \"{told.Operation}\"", $"\"operation\": \"{operation}\"", StringComparison.Ordinal));
        }

        Assert.Equal(HandlerResult.Done, await new DirectorySync(_directory).HandleAsync(told.ToContext<Traveler>(), default));
    }
}
