namespace Spotnana.Webhooks.Inbox.Tests;

public abstract partial class InboxConformance
{
    [Fact]
    public async Task The_space_that_the_inbox_takes_grows_with_what_it_holds()
    {
        if (Inbox is not IInboxSpace space)
            return;

        var before = await space.ReadSpaceAsync(default);
        var random = new Random(1);
        await AppendAsync([.. Enumerable.Range(0, 50).Select(i => Make.Entry(Make.Delivery($"{i}", body: Text(random)), "h"))]);
        var after = await space.ReadSpaceAsync(default);

        Assert.InRange(after.Bytes, before.Bytes + 500_000, before.Bytes + 50_000_000);
        Assert.True(after.FreeBytes is null or > 0);

        // Random, as engines compress bodies.
        static string Text(Random random) => new([.. Enumerable.Range(0, 20_000).Select(_ => (char)random.Next('!', '~'))]);
    }
}
