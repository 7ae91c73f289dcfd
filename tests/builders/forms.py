"""Forms as a browser would send them: with the token that the page holds."""


def posted(client, page, address, **fields):
    """Open a page, take the token of its first form, and post fields to an address."""
    found = client.get(page).text
    token = found.split('name="csrf" value="')[1].split('"')[0]
    return client.post(address, data={"csrf": token, **fields})
