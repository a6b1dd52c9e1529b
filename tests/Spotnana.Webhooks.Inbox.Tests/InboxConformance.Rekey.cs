using Spotnana.Webhooks.Inbox.Keeping;

namespace Spotnana.Webhooks.Inbox.Tests;

public abstract partial class InboxConformance
{
    [Fact]
    public async Task What_has_the_first_key_is_not_encrypted_anew_and_without_a_key_nothing_is()
    {
        await AppendAsync([.. Enumerable.Range(0, 120).Select(i => Make.Entry($"{i}", $"pnr/{i}"))]);

        for (long? after = 0; after is { } place;)
        {
            var step = await ((IInboxRekey)Inbox).RekeyAsync(place, 50, default);
            Assert.Equal(0, step.Encrypted);
            Assert.Empty(step.Unreadable);
            after = step.Next;
        }

        Assert.Equal(100, (await LeaseAsync()).Count);
    }
}
