using System.Text.Json;
using Spotnana.Webhooks.Cli.Tests.Support;
using Spotnana.Webhooks.Testing;

namespace Spotnana.Webhooks.Cli.Tests.Commands;

public sealed class SamplesTests
{
    [Fact]
    public async Task In_a_terminal_the_list_fits_80_columns()
    {
        var run = await ToolRun.InTerminal("samples", "list");

        Assert.Equal(0, run.ExitCode);
        Assert.All(run.Lines, line => Assert.InRange(line.Length, 1, 80));
        Assert.All(WebhookSample.Names, name => Assert.Contains(run.Lines, line => line.StartsWith(name + " ", StringComparison.Ordinal)));
        Assert.Contains($"    {Known.SampleSays[..75]}…", run.Lines);
        Assert.DoesNotContain('\e', run.Out);
    }

    [Fact]
    public async Task Piped_the_list_is_a_line_of_tab_separated_fields_for_each_sample()
    {
        var run = await ToolRun.Of("samples", "list");

        Assert.Equal(WebhookSample.Names.Count, run.Lines.Length);
        Assert.Contains(run.Lines, line => line.StartsWith(Known.Sample + "\tPNR_V3\tBOOKING_TICKETED\t", StringComparison.Ordinal)
            && line.EndsWith("\t" + Known.SampleSays, StringComparison.Ordinal));
    }

    [Fact]
    public async Task As_JSON_the_list_is_one_object_per_line()
    {
        var run = await ToolRun.Of("samples", "list", "--json");

        var rows = run.Lines.Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal(WebhookSample.Names, rows.Select(row => row.GetProperty("name").GetString()));
        Assert.All(rows, row => Assert.Equal(
            WebhookSample.Get(row.GetProperty("name").GetString()!).Body.Length, row.GetProperty("bytes").GetInt32()));
        Assert.Equal(
            Known.SampleSays, rows.Single(row => row.GetProperty("name").GetString() == Known.Sample).GetProperty("summary").GetString());
    }

    [Fact]
    public async Task A_sample_is_shown_byte_for_byte()
    {
        var run = await ToolRun.Of("samples", "show", Known.Sample);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(WebhookSample.Get(Known.Sample).Body.ToArray(), run.OutBytes);
    }

    [Theory]
    [InlineData("pnr-v3.booking-tickted.air", "pnr-v3.booking-ticketed.air")]
    [InlineData("PNR_V3.BOOKING_TICKETED.air", "pnr-v3.booking-ticketed.air")]
    [InlineData("pnr-v3.ticketed", "pnr-v3.booking-ticketed.air")]
    [InlineData("purge", "traveler-v2.purge")]
    public async Task An_unknown_sample_is_wrong_usage_and_names_the_nearest(string wanted, string nearest)
    {
        var run = await ToolRun.Of("samples", "show", wanted);

        Assert.Equal(2, run.ExitCode);
        Assert.Empty(run.OutBytes);
        Assert.Contains(wanted, run.Error, StringComparison.Ordinal);
        Assert.Contains(nearest, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_sample_near_nothing_points_to_the_list()
    {
        var run = await ToolRun.Of("samples", "show", "zzzzzzzzzzzz");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("samples list", run.Error, StringComparison.Ordinal);
    }
}
