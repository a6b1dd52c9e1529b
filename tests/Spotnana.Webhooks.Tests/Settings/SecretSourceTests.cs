using Spotnana.Webhooks.Settings;

namespace Spotnana.Webhooks.Tests.Settings;

public sealed class SecretSourceTests
{
    private readonly string[] _contents = ["good"];
    private SecretText? _unreadable;

    [Fact]
    public void Good_content_is_in_use_once_it_is_adopted_and_is_reported_once()
    {
        var source = Source(SecretPolicy.KeepLastGood);

        source.Read();
        Assert.Empty(source.InUse);
        Assert.Equal(["good"], source.Candidates.Select(candidate => candidate.Value));
        Assert.Null(Told(source.Adopt(), "Key", 1));

        Assert.Equal([("Key:0", "good")], source.InUse);
        source.Read();
        Assert.Null(source.Adopt());
    }

    [Theory]
    [InlineData(SecretPolicy.KeepLastGood)]
    [InlineData(SecretPolicy.Revoke)]
    public void New_good_content_replaces_the_old(SecretPolicy policy)
    {
        var source = Adopted(policy, "good");

        Assert.Null(Told(Read(source, "good too"), "Key", 1));

        Assert.Equal(["good too"], Values(source));
    }

    [Fact]
    public void Bad_content_keeps_the_last_good_one_where_that_is_the_policy()
    {
        var source = Adopted(SecretPolicy.KeepLastGood, "good");

        Assert.Equal("Key:0 is bad. Make it good.", Told(Read(source, "bad"), "Key", 1));
        Assert.Equal(["good"], Values(source));
        Assert.Equal(["good"], source.Candidates.Select(candidate => candidate.Value));
        Assert.Null(Read(source, "bad"));

        Assert.Null(Told(Read(source, "good"), "Key", 1));
    }

    [Fact]
    public void Bad_content_revokes_what_was_in_use_where_that_is_the_policy()
    {
        var source = Adopted(SecretPolicy.Revoke, "good");

        Assert.Equal("Key:0 is bad. Make it good.", Told(Read(source, "bad"), "Key", 0));
        Assert.Empty(source.InUse);
        Assert.Empty(source.Candidates);
        Assert.Null(Read(source, "bad"));

        Assert.Null(Told(Read(source, "good"), "Key", 1));
        Assert.Equal(["good"], Values(source));
    }

    [Theory]
    [InlineData(SecretPolicy.KeepLastGood, 1)]
    [InlineData(SecretPolicy.Revoke, 0)]
    public void Content_that_cannot_be_read_counts_as_bad(SecretPolicy policy, int left)
    {
        var source = Adopted(policy, "good");
        _unreadable = SecretText.Unreadable("Key is gone. Bring it back.");

        source.Read();
        Assert.Equal("Key is gone. Bring it back.", Told(source.Adopt(), "Key", left));
        source.Read();
        Assert.Null(source.Adopt());
    }

    [Theory]
    [InlineData(SecretPolicy.KeepLastGood, 1)]
    [InlineData(SecretPolicy.Revoke, 0)]
    public void Content_that_others_refuse_counts_as_bad(SecretPolicy policy, int left)
    {
        var source = Adopted(policy, "good");
        _contents[0] = "good too";

        source.Read();
        source.Refuse("Key:0 is also somebody else's. Change it.");

        Assert.Equal("Key:0 is also somebody else's. Change it.", Told(source.Adopt(), "Key", left));
        Assert.DoesNotContain("good too", Values(source));
    }

    [Fact]
    public void Other_bad_content_is_reported_again()
    {
        var source = Adopted(SecretPolicy.Revoke, "good");

        var (first, second) = (Read(source, "bad one"), Read(source, "bad two"));

        Assert.Equal("Key:0 is bad. Make it good.", Told(first, "Key", 0));
        Assert.Equal("Key:0 is bad. Make it good.", Told(second, "Key", 0));
    }

    [Fact]
    public void News_that_was_given_does_not_change_with_the_next_reading()
    {
        var source = Adopted(SecretPolicy.Revoke, "good");
        var news = Read(source, "bad");

        Read(source, "good");

        Assert.Single(news!.Errors);
    }

    /// <returns>An error; null if nothing is wrong.</returns>
    private static string? Told(SecretNews? news, string key, int count)
    {
        Assert.NotNull(news);
        Assert.Equal((key, count), (news.Key, news.Count));
        return news.Errors.Count == 0 ? null : Assert.Single(news.Errors);
    }

    private static IEnumerable<string> Values(SecretSource<string> source) => source.InUse.Select(held => held.Value);

    private static string? Parse(string text, out string? value)
    {
        value = text.StartsWith("good", StringComparison.Ordinal) ? text : null;
        return value is null ? "is bad. Make it good." : null;
    }

    private SecretSource<string> Source(SecretPolicy policy) =>
        new("Key", () => _unreadable ?? SecretText.OfList("Key", _contents), Parse, policy);

    private SecretSource<string> Adopted(SecretPolicy policy, string content)
    {
        var source = Source(policy);
        Read(source, content);
        return source;
    }

    private SecretNews? Read(SecretSource<string> source, string content)
    {
        _contents[0] = content;
        source.Read();
        return source.Adopt();
    }
}
