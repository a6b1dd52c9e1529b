using Spotnana.Webhooks.Cli.Http;
using Spotnana.Webhooks.Cli.Tests.Support;

namespace Spotnana.Webhooks.Cli.Tests.Http;

public sealed class WebhookClientTests
{
    [Fact]
    public async Task A_connection_that_breaks_at_the_moment_of_Ctrl_C_is_no_answer_and_no_crash()
    {
        using var stop = new CancellationTokenSource();
        using var client = ClientOf(new BreakingReceiver(stop.Cancel));

        var answer = await client.PostAsync([], [], stop.Token);

        Assert.Null(answer.Status);
        Assert.Equal("connection broken", answer.ShortFailure);
    }

    [Fact]
    public async Task Being_stopped_is_not_taken_for_a_time_out_of_the_receiver()
    {
        using var client = ClientOf(new BreakingReceiver(() => { }));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.PostAsync([], [], new CancellationToken(canceled: true)));
    }

    private static WebhookClient ClientOf(BreakingReceiver receiver) =>
        new(new Uri("http://localhost"), TimeProvider.System, new HttpClient(receiver));
}
